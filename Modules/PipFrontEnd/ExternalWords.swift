internal import PipExternalPlugins
internal import PipPluginKit

/// What stands on the command line of an external plugin's command, told apart: what every command has, and
/// what is the plugin's own business.
struct ExternalWords: Hashable {
  /// The options that every command has.
  private(set) var global: [String] = []

  /// Everything else behind the command's name, in its order.
  private(set) var own: [String] = []

  /// Whether help is asked for.
  private(set) var isAskingForHelp = false

  /// Whether its version is asked for.
  private(set) var isAskingForVersion = false

  /// Tells them apart.
  ///
  /// - Parameters:
  ///   - arguments: the arguments of the program.
  ///   - name: where among them the command's name is.
  ///   - options: the command's own options: what is said to be followed by a value is.
  /// - Throws: `UsageError` where something before the name is none of every command.
  init(
    _ arguments: [String],
    namedAt name: Int,
    options: [PluginManifest.Option]
  ) throws(UsageError) {
    let command = arguments[name]
    let withValue = Set(options.filter { $0.value != nil }.flatMap(\.spellings))
    let withoutValue = Set(options.filter { $0.value == nil }.flatMap(\.spellings))
      .union(GlobalOptions.namesOfFlags)
    // Letters may stand together, of which the last one has the value: -af FILE.
    func isFollowedByValue(_ argument: String) -> Bool {
      if withValue.contains(argument) { return true }
      if withoutValue.contains(argument) { return false }
      let letters = argument.dropFirst().map { "-\($0)" }
      guard argument.hasPrefix("-"), letters.count > 1, letters[0] != "--" else { return false }
      return letters.dropLast().allSatisfy(withoutValue.contains)
        && withValue.contains(letters[letters.count - 1])
    }
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let index = rest.startIndex - 1
      if index == name { continue }
      guard argument != "--" else {
        own += [argument] + rest
        return
      }
      let spelling = String(argument.prefix { $0 != "=" })
      if Self.isGlobal(argument, spelling) {
        global.append(argument)
        if GlobalOptions.namesWithValue.contains(argument), let value = rest.first {
          global.append(value)
          rest.removeFirst()
        }
      } else if argument == "--help" || argument == "-h" {
        isAskingForHelp = true
      } else if argument == "--version" {
        isAskingForVersion = true
      } else if index < name {
        throw .misplacedWord(argument, command: command)
      } else {
        own.append(argument)
        if isFollowedByValue(argument), let value = rest.popFirst() { own.append(value) }
      }
    }
  }

  private static func isGlobal(_ argument: String, _ spelling: String) -> Bool {
    // A flag with a value is refused, as it is for swiftpip's own commands.
    GlobalOptions.namesOfFlags.contains(spelling) || GlobalOptions.namesWithValue.contains(spelling)
      || GlobalOptions.areFlags(argument)
  }
}

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
        if withValue.contains(argument), let value = rest.popFirst() { own.append(value) }
      }
    }
  }

  private static func isGlobal(_ argument: String, _ spelling: String) -> Bool {
    if GlobalOptions.namesOfFlags.contains(argument) { return true }
    if GlobalOptions.namesWithValue.contains(spelling) { return true }
    // Letters that are flags may stand together: -qq.
    let letters = argument.dropFirst()
    return argument.hasPrefix("-") && !letters.isEmpty
      && letters.allSatisfy { GlobalOptions.namesOfFlags.contains("-\($0)") }
  }
}

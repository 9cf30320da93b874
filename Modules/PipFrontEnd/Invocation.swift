internal import ArgumentParser
internal import PipPluginKit

/// The command line before it is parsed: what must be known even if it cannot be.
struct Invocation {
  /// The arguments without the program's name, as system texts.
  let arguments: [String]

  /// How a usage error is to be told.
  let format: GlobalOptions.Format

  /// When output is coloured.
  let color: GlobalOptions.Color

  /// Where in the arguments the words are that are no options, before anything that ends options.
  let words: [Int]

  /// Which of `--cache-dir` and `--no-cache-dir` came last, as pip lets the last one win.
  let cacheOptionsInOrder: [String]

  /// Whether external plugins are not even looked for.
  let isWithoutPlugins: Bool

  /// An option longer than any that there is.
  ///
  /// ArgumentParser would compare it with all of them, letter by letter, to suggest the nearest.
  var endlessOption: String? {
    arguments.prefix { $0 != "--" }.first { argument in
      argument.utf8.first == UInt8(ascii: "-")
        && argument.utf8.prefix { $0 != UInt8(ascii: "=") }.count > 256
    }
  }

  init(_ arguments: [String]) {
    self.arguments = arguments
    var format: GlobalOptions.Format?
    var color: GlobalOptions.Color?
    var words: [Int] = []
    var cacheOptions: [String] = []
    var isWithoutPlugins = false
    var rest = arguments[...]
    while let argument = rest.popFirst(), argument != "--" {
      guard argument.utf8.first == UInt8(ascii: "-"), argument != "-" else {
        words.append(rest.startIndex - 1)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      let takesValue = Self.optionsWithValue.contains(name)
      let value = parts.count == 2 ? String(parts[1]) : takesValue ? rest.first : nil
      if takesValue, parts.count == 1 { rest = rest.dropFirst() }
      switch name {
      case "--format": format = value.flatMap(GlobalOptions.Format.init(rawValue:))
      case "--color": color = value.flatMap(GlobalOptions.Color.init(rawValue:))
      case "--cache-dir", "--no-cache-dir": cacheOptions.append(name)
      case "--no-plugins": isWithoutPlugins = true
      default: continue
      }
    }
    self.format = format ?? .human
    self.color = color ?? .auto
    self.words = words
    cacheOptionsInOrder = cacheOptions
    self.isWithoutPlugins = isWithoutPlugins
  }

  /// The first word that is no option: it decides which command this is.
  var commandWord: String? {
    words.first.map { arguments[$0] }
  }

  /// All words that are no options.
  var allWords: [String] { words.map { arguments[$0] } }

  /// The options that are followed by a value and may stand before the command.
  private static let optionsWithValue = GlobalOptions.namesWithValue
    .union(IndexOptions.namesWithValue)
}

internal import ArgumentParser
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipSystem

/// The help of an external plugin's command, made of its manifest as ArgumentParser makes that of others.
struct ExternalHelp {
  /// The help.
  let text: String

  /// Makes the help of a command.
  init(_ command: PluginManifest.Command, of plugin: ExternalPlugin) {
    var sections = ["OVERVIEW: \(command.abstract)"]
    if !command.discussion.isEmpty { sections.append(command.discussion) }
    sections.append("USAGE: \(Self.usage(of: command))")
    if !command.arguments.isEmpty {
      let rows = command.arguments.map { ("<\(ShownText.escaped($0.name))>", $0.abstract) }
      sections.append(Self.section("ARGUMENTS", rows))
    }
    let options = command.options.map { (Self.spelling(of: $0, from: $0.spellings), $0.abstract) }
    sections.append(Self.section("OPTIONS", options + [("-h, --help", "Show help information.")]))
    sections.append(Self.globalOptions)
    let version = plugin.manifest.map { " \($0.version)" } ?? ""
    sections.append("From the plugin \(plugin.name)\(version), \(Self.program(of: plugin)).")
    text = sections.joined(separator: "\n\n")
  }

  /// Returns the help of a plugin's command of a name.
  ///
  /// - Throws: `PluginRefusal` where its manifest is none.
  static func text(of name: String, of plugin: ExternalPlugin) throws(PluginRefusal) -> String {
    if case .flawed(let flaw) = plugin.description { throw .flawed(plugin, flaw) }
    guard let command = plugin.manifest?.commands.first(where: { $0.name == name }) else {
      // Only the program itself knows, and help runs no plugin.
      return """
        OVERVIEW: Runs \(program(of: plugin)).

        It is a program of its own and says nothing of itself. It may answer to:
        swiftpip \(name) --help
        """
    }
    return ExternalHelp(command, of: plugin).text
  }

  /// Makes the section of the program's help that lists commands of external plugins.
  static func list(_ commands: [PluginManifest.Command]) -> String {
    section("PLUGINS", commands.map { ($0.name, $0.abstract) })
  }

  // MARK: The parts

  /// The folder that it is in may be called anything.
  private static func program(of plugin: ExternalPlugin) -> String {
    ShownText.escaped(plugin.program.systemText)
  }

  private static let width = 80
  private static let column = 26

  private static func usage(of command: PluginManifest.Command) -> String {
    let options = command.options.map { option in
      let words = spelling(of: option, from: [option.mainSpelling])
      return "[\(words)]\(option.isRepeated ? " ..." : "")"
    }
    let arguments = command.arguments.map { argument in
      let words = "<\(ShownText.escaped(argument.name))>\(argument.isRepeated ? " ..." : "")"
      return argument.isOptional ? "[\(words)]" : words
    }
    return (["swiftpip \(command.name)"] + options + arguments).joined(separator: " ")
  }

  private static func spelling(
    of option: PluginManifest.Option,
    from spellings: [String]
  ) -> String {
    let value = option.value.map { " <\(ShownText.escaped($0))>" } ?? ""
    return spellings.joined(separator: ", ") + value
  }

  private static func section(_ title: String, _ rows: [(String, String)]) -> String {
    let lines = rows.map { name, abstract in
      let name = "  \(name)"
      let words = wrapped(ShownText.escaped(abstract))
      guard let first = words.first else { return name }
      let indent = String(repeating: " ", count: column)
      let rest = words.dropFirst().map { indent + $0 }
      // A name that is too long has its line for itself.
      guard name.count < column else {
        return ([name, indent + first] + rest).joined(separator: "\n")
      }
      let gap = String(repeating: " ", count: column - name.count)
      return ([name + gap + first] + rest).joined(separator: "\n")
    }
    return (["\(title):"] + lines).joined(separator: "\n")
  }

  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < width - column {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// A command that has nothing but what all have.
  private struct Nothing: ParsableCommand {
    @OptionGroup(title: "Global options") var global: GlobalOptions
  }

  private static var globalOptions: String {
    let lines = Nothing.helpMessage(columns: width)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let section = lines.drop { $0 != "GLOBAL OPTIONS:" }.prefix { !$0.isEmpty }
    return section.joined(separator: "\n")
  }
}

extension PluginManifest.Option {
  /// The spelling that says most.
  fileprivate var mainSpelling: String {
    spellings.first { $0.hasPrefix("--") } ?? spellings.first ?? ""
  }
}

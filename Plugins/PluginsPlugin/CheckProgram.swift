internal import PipPluginTesting

/// A program that looks at the plugins of a package, and says what it finds.
struct CheckProgram {
  /// The program, after its imports.
  let text: String

  /// Creates the program for a package.
  init(_ package: PluginPackage) {
    let calls = package.plugins.map { "    await look(at: \($0)(), \"\($0)\")\n" }
    text = """
      @main struct Program {
        static func main() async {
      \(calls.joined())  }

        static func look(at plugin: some Plugin, _ name: String) async {
          for command in plugin.commands { tell([name, command._commandName]) }
          for flaw in await PluginTest.flaws(of: plugin) {
            tell([name, flaw.rule, flaw.message, flaw.reason])
          }
        }

        /// What is said is read line by line, and parts of it by their tabulators.
        static func tell(_ parts: [String]) {
          print(parts.map { $0.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ") }
            .joined(separator: "\\t"))
        }
      }

      """
  }

  /// Something that it says.
  enum Answer: Hashable {
    /// A plugin has a command.
    case command(String, plugin: String)
    /// Something is wrong with a plugin.
    case flaw(PluginFlaw, plugin: String)

    /// Reads a line of it; nil where it is none of the program's.
    init?(_ line: Substring) {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      switch parts.count {
      case 2: self = .command(parts[1], plugin: parts[0])
      case 4:
        let flaw = PluginFlaw(rule: parts[1], message: parts[2], reason: parts[3])
        self = .flaw(flaw, plugin: parts[0])
      default: return nil
      }
    }
  }
}

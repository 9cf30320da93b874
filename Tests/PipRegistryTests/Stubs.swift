import ArgumentParser
import PipPluginKit

/// A plugin of exactly the parts that a test gives it.
struct StubPlugin: Plugin {
  var name: String
  var abstract = "A stub."
  var commands: [any ParsableCommand.Type] = []
  var hooks: [any CommandHook] = []
  var doctorChecks: [any DoctorCheck] = []
  var housekeepingRules: [any HousekeepingRule] = []
}

struct StubReport: Report {
  var result = 1

  func write(to page: inout Page, verbosity: Verbosity) {}
}

struct StubHook: CommandHook {
  var name: String

  func concerns(_ command: CommandFacts) -> Bool { false }

  func run(beside command: CommandFacts, in context: Context) async -> [Notice] { [] }
}

struct StubCheck: DoctorCheck {
  var code: String
  var abstract = ""

  func findings(in context: Context) async -> [Diagnostic] { [] }
}

struct StubRule: HousekeepingRule {
  var code: String
  var abstract = ""

  func deadFiles(limit: Int, in context: Context) async throws -> DeadFiles { DeadFiles() }
}

/// A command; what differs is the name.
protocol StubCommand: PluginCommand {
  static var name: String { get }
}

extension StubCommand {
  static var configuration: CommandConfiguration { CommandConfiguration(commandName: name) }

  func run(in context: Context) async throws -> StubReport { StubReport() }
}

struct Greet: StubCommand {
  static let name = "greet"
  @OptionGroup var global: GlobalOptions
}

struct GreetToo: StubCommand {
  static let name = "greet"
  @OptionGroup var global: GlobalOptions
}

struct Part: StubCommand {
  static let name = "part"
  @OptionGroup var global: GlobalOptions
}

struct Help: StubCommand {
  static let name = "help"
  @OptionGroup var global: GlobalOptions
}

struct Completion: StubCommand {
  static let name = "completion"
  @OptionGroup var global: GlobalOptions
}

struct Shouting: StubCommand {
  static let name = "GREET"
  @OptionGroup var global: GlobalOptions
}

/// ArgumentParser's own kind of command: nobody could run it.
struct Foreign: ParsableCommand {}

struct Group: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "group",
    subcommands: [Greet.self, Part.self]
  )
}

struct GroupWithForeigner: ParsableCommand {
  struct Inner: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inner",
      subcommands: [Greet.self, Foreign.self]
    )
  }

  static let configuration = CommandConfiguration(
    commandName: "mixed",
    subcommands: [Part.self, Inner.self]
  )
}

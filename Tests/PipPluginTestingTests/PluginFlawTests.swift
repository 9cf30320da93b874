import PipPluginKit
import Testing

@testable import PipPluginTesting

/// A plugin that is as plugins should be.
private struct GoodPlugin: Plugin {
  let name = "good"
  let abstract = "Does good."
  let version = "1.0"
  var commands: [any ParsableCommand.Type] { [Good.self] }
}

private struct Good: PluginCommand {
  static let configuration = CommandConfiguration(commandName: "good", abstract: "Does good.")
  @Argument var word: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> GoodReport {
    GoodReport(word: word, count: try await context.installedPackages().count)
  }
}

private struct GoodReport: Report {
  struct Result: Encodable, Sendable {
    let word: String
    let count: Int
  }

  let word: String
  let count: Int
  var result: Result { Result(word: word, count: count) }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line(Page.Span(word, .good), Page.Span(" \(count)"))
  }
}

/// A plugin with many faults.
private struct BadPlugin: Plugin {
  let name = "Bad"
  let abstract = "bad"
  var commands: [any ParsableCommand.Type] { [Plain.self] }
  var doctorChecks: [any DoctorCheck] { [Check()] }

  struct Check: DoctorCheck {
    let code = "other.check"
    let abstract = "nothing"

    func findings(in context: Context) async -> [Diagnostic] { [] }
  }
}

private struct Plain: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "plain", abstract: "")
}

@Suite struct PluginFlawTests {
  @Test func `a plugin that is as it should be has none`() async {
    #expect(await PluginTest.flaws(of: GoodPlugin()).isEmpty)
  }

  @Test func `each fault is named by its rule`() async {
    let rules = await PluginTest.flaws(of: BadPlugin()).map(\.rule)
    #expect(Set(rules) == ["abstract", "plugin.invalid-name", "plugin.code", "plugin.version"])
    #expect(rules.count { $0 == "abstract" } == 2)
  }

  @Test func `a command is run in a world that the test makes`() async throws {
    let context = PluginTest.context(packages: [InstalledPackage(name: "pip", version: "1")])
    let answer = try await PluginTest.run(GoodPlugin(), ["good", "so"], in: context)
    #expect(answer.text == "so 1")
    #expect(answer.json == #"{"count":1,"word":"so"}"#)
    #expect(answer.status == .success)
    await #expect(throws: NoSuchCommand.self) {
      try await PluginTest.run(GoodPlugin(), ["bad"], in: context)
    }
    await #expect(throws: (any Error).self) {
      try await PluginTest.run(GoodPlugin(), ["good"], in: context)
    }
  }
}

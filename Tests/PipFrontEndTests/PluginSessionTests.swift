import ArgumentParser
import Foundation
import PipPluginKit
import PipSystem
import Synchronization
import SystemPackage
import Testing

@testable import PipExternalPlugins
@testable import PipFrontEnd

/// A plugin in Swift as a program of its own, from its greeting to its answer.
@Suite struct PluginSessionTests {
  /// Runs a session that is asked for something, and returns the lines that it says.
  private static func lines(_ plugin: some Plugin, asked request: String?) async -> [String] {
    let said = Mutex<[UInt8]>([])
    let world = World(
      arguments: [],
      surroundings: TestStage().surroundings,
      isDataTerminal: false,
      isTalkTerminal: false,
      readMessage: { request.map { Array($0.utf8) } },
      clock: { Timestamp(seconds: 0) },
      write: { (bytes, stream) throws(SystemFailure) in
        if stream == .data { said.withLock { $0 += bytes } }
      }
    )
    var session = PluginSession(plugin, in: world)
    await session.answer()
    return said.withLock { String(decoding: $0, as: UTF8.self) }
      .split(separator: "\n").map(String.init)
  }

  /// What a host hears of it.
  private static func heard(_ lines: [String]) throws -> ExternalReport {
    var conversation = PluginConversation(with: "say", speaking: 1...1)
    try conversation.receive(lines.map { $0 + "\n" }.joined().utf8) { _ in }
    return try conversation.ended()
  }

  @Test func `a host hears what the command answers`() async throws {
    let request = #"{"type":"request","command":"say","arguments":["so"],"verbosity":0}"#
    let lines = await Self.lines(SayPlugin(), asked: request)
    #expect(lines.first == #"{"name":"say","protocol":1,"type":"greeting"}"#)
    let report = try Self.heard(lines)
    #expect(report.exitStatus == .success || report.exitStatus == .no)
    #expect(report.result != .null)
  }

  @Test func `a request may be long`() async throws {
    let word = String(repeating: "x", count: 300_000)
    let request = #"{"type":"request","command":"say","arguments":["\#(word)"]}"#
    let lines = await Self.lines(SayPlugin(), asked: request)
    #expect(lines.count >= 2)
    #expect(try Self.heard(lines).result != .null)
  }

  @Test(arguments: [
    ("nonsense", "plugin.unknown-request"),
    (#"{"type":"wish"}"#, "plugin.unknown-request"),
    (#"{"type":"request","command":"nothing"}"#, "usage.unknown-command"),
    (#"{"type":"request","command":"say","arguments":["--nothing"]}"#, "usage.rejected"),
  ])
  func `what is not understood is a failure`(request: String, code: String) async throws {
    let lines = await Self.lines(SayPlugin(), asked: request)
    let error = #expect(throws: PluginComplaint.self) { try Self.heard(lines) }
    #expect(error?.diagnostic.code == code)
  }

  @Test func `whatever ArgumentParser allows is in the manifest, as hosts read it`() async throws {
    let said = Mutex<[UInt8]>([])
    var world = World(
      arguments: [],
      surroundings: TestStage().surroundings,
      isDataTerminal: false,
      isTalkTerminal: false,
      clock: { Timestamp(seconds: 0) },
      write: { (bytes, _) throws(SystemFailure) in said.withLock { $0 += bytes } }
    )
    world.program = "/elsewhere/swiftpip-odd"
    PluginSession(OddPlugin(), in: world).showManifest()
    let manifest = try PluginManifest(said.withLock { $0 })
    let command = try #require(manifest.commands.first)
    #expect(command.abstract == "Is odd, and says so.")
    #expect(command.arguments.map(\.name) == ["path|url[@version]"])
    #expect(command.options.map(\.value) == ["A-FILE", "n", nil])
    #expect(
      command.options.map { Set($0.spellings) } == [
        ["--from", "--From_There", "-F", "-f"], ["-n"], ["--Dry_run"],
      ]
    )
    let words = try ExternalWords(
      ["odd", "-n", "--offline", "-F", "-q"],
      namedAt: 0,
      options: command.options
    )
    #expect(words.global.isEmpty)
  }

  @Test func `the host's place and that it is isolated reach the command`() async throws {
    let request =
      #"{"type":"request","command":"odd","arguments":["a"],"host":"/opt/bin/swiftpip","isolated":true}"#
    let report = try Self.heard(
      (await Self.lines(OddPlugin(), asked: request)).map {
        $0.replacing(#""name":"odd""#, with: #""name":"say""#)
      }
    )
    #expect(report.lines == [["/opt/bin/swiftpip"], ["isolated"]])
  }

  @Test func `where nobody asks nothing is said but the greeting`() async {
    #expect(await Self.lines(SayPlugin(), asked: nil).count == 1)
  }

  @Test(arguments: ["--help", "--help=1", "-h"])
  func `help that the host did not see is an answer`(word: String) async throws {
    let request = #"{"type":"request","command":"say","arguments":["\#(word)"]}"#
    let report = try Self.heard(await Self.lines(SayPlugin(), asked: request))
    #expect(report.lines.first?.first?.text.hasPrefix("OVERVIEW: ") == true)
  }
}

/// A plugin with a command that is unlike those of swiftpip, as ArgumentParser allows it.
private struct OddPlugin: Plugin {
  let name = "odd"
  let abstract = "Is odd."
  var commands: [any ParsableCommand.Type] { [Odd.self] }
}

private struct Odd: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "odd",
    abstract: """
      Is odd,
      and says so.
      """
  )

  @Argument(help: ArgumentHelp("What it is\nabout.", valueName: "path|url[@version]"))
  var subject: String

  @Option(
    name: [.customLong("from"), .customLong("From_There"), .customShort("F"), .customShort("f")],
    help: ArgumentHelp("Where\tfrom.", valueName: "A FILE")
  )
  var from: String?

  @Option(name: .customShort("n"), help: "How often.")
  var n: Int?

  @Flag(name: .customLong("Dry_run"))
  var isDry = false

  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> OddReport {
    OddReport(lines: [context.program?.string ?? "-", context.isIsolated ? "isolated" : "not"])
  }
}

private struct OddReport: Report {
  let lines: [String]
  var result: [String: [String]] { ["lines": lines] }

  func write(to page: inout Page, verbosity: Verbosity) {
    for line in lines { page.line(line) }
  }
}

import Foundation
import PipPluginKit
import PipSystem
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import PipExternalPlugins

/// Plugins that run, well behaved and not: `plugin_peer.py` has them.
@Suite(.serialized) struct PluginProcessTests {
  /// How a plugin that behaves in some way is told of.
  struct Case: Sendable, CustomTestStringConvertible {
    let behaviour: String
    /// The code of the diagnostic; nil where it answers.
    let code: String?
    /// What its cause says.
    var cause = ""
    /// Seconds that it may take beside the start of Python.
    var seconds = 1.0

    var testDescription: String { behaviour }
  }

  static let cases = [
    Case(behaviour: "greet-and-answer", code: nil),
    Case(
      behaviour: "no-greeting",
      code: "plugin.late",
      cause: "does not greet in time",
      seconds: 4
    ),
    Case(behaviour: "slow-greeting", code: "plugin.late", cause: "greet in time", seconds: 4),
    Case(behaviour: "garbage", code: "plugin.protocol", cause: "no JSON", seconds: 2),
    Case(behaviour: "other-version", code: "plugin.protocol", cause: "version", seconds: 2),
    Case(behaviour: "other-name", code: "plugin.protocol", cause: "calls itself", seconds: 2),
    Case(behaviour: "exit-early", code: "plugin.protocol", cause: "does not greet"),
    Case(behaviour: "exit-7", code: "plugin.crashed", cause: "status 7"),
    Case(behaviour: "exit-after-greeting", code: "plugin.protocol", cause: "without an answer"),
    Case(behaviour: "exit-7-after-greeting", code: "plugin.crashed", cause: "status 7"),
    Case(
      behaviour: "hang-after-greeting",
      code: "plugin.late",
      cause: "answer in time",
      seconds: 4
    ),
    Case(behaviour: "invalid-utf8", code: "plugin.protocol", cause: "no UTF-8", seconds: 2),
    Case(behaviour: "unknown-message", code: "plugin.protocol", cause: "no message", seconds: 2),
    Case(behaviour: "greeting-twice", code: "plugin.protocol", cause: "twice", seconds: 2),
    Case(behaviour: "long-line", code: "plugin.protocol", cause: "more than", seconds: 3),
    Case(behaviour: "longest-line", code: nil, seconds: 3),
    Case(behaviour: "too-long-line", code: "plugin.protocol", cause: "more than", seconds: 3),
    Case(
      behaviour: "flood-of-empty-lines",
      code: "plugin.protocol",
      cause: "too much",
      seconds: 20
    ),
    Case(behaviour: "flood-of-diagnostics", code: "plugin.protocol", cause: "too much", seconds: 4),
    Case(behaviour: "many-objects", code: "plugin.protocol", cause: "values", seconds: 2),
    Case(behaviour: "many-causes", code: "plugin.protocol", cause: "values", seconds: 2),
    Case(behaviour: "most-values", code: nil, seconds: 4),
    Case(behaviour: "most-members", code: nil, seconds: 4),
    Case(behaviour: "most-diagnostics", code: nil, seconds: 4),
    Case(behaviour: "nested", code: "plugin.protocol", cause: "values", seconds: 4),
    Case(behaviour: "other-status", code: "plugin.protocol", cause: "status", seconds: 2),
    Case(behaviour: "complaint", code: "bad.complaint", seconds: 2),
    Case(behaviour: "kill-self", code: "plugin.crashed", cause: "signal 9"),
    Case(behaviour: "cut-off", code: "plugin.protocol", cause: "no end"),
    Case(
      behaviour: "close-stdout",
      code: "plugin.protocol",
      cause: "without an answer",
      seconds: 4
    ),
    Case(behaviour: "close-stdout-exit-7", code: "plugin.crashed", cause: "status 7", seconds: 4),
    Case(behaviour: "never-reads", code: nil, seconds: 8),
    Case(behaviour: "close-stdin", code: nil, seconds: 3),
    Case(behaviour: "answer-unasked", code: nil, seconds: 3),
    Case(
      behaviour: "double-report",
      code: "plugin.protocol",
      cause: "after its answer",
      seconds: 2
    ),
    Case(behaviour: "crash-after-answer", code: nil, seconds: 2),
    Case(behaviour: "lingering-after-answer", code: nil, seconds: 5),
    Case(behaviour: "child", code: nil, seconds: 5),
    Case(behaviour: "child-without-answer", code: "plugin.crashed", cause: "status 7", seconds: 5),
    Case(behaviour: "child-before-greeting", code: "plugin.crashed", cause: "status 7", seconds: 5),
    Case(behaviour: "escaped-child", code: nil, seconds: 5),
  ]

  init() {
    // As swiftpip has it: who writes to a plugin that does not read is told so by the call.
    signal(SIGPIPE, SIG_IGN)
  }

  @Test("however a plugin behaves, it is told of and keeps nobody waiting", arguments: cases)
  func behaves(_ expected: Case) async throws {
    try await withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      let program = room.folder.appending("swiftpip-bad")
      try FileManager.default.copyItem(atPath: Self.peer, toPath: program.string)
      try setMode(0o755, of: program)
      let plugin = try #require(ExternalPlugin(named: "bad", in: room.folder))
      var environment = Environment.ofThisProcess()
      environment.variables["BEHAVIOUR"] = expected.behaviour
      environment.variables["PEER_PIDS"] = "\(root)/pids"
      var patience = PluginProcess.Patience()
      patience.answer = .seconds(30)
      if expected.behaviour == "hang-after-greeting" { patience.answer = .seconds(1) }
      let start = ContinuousClock.now
      let outcome = await PluginProcess(plugin, environment: environment, patience: patience).run(
        PluginRequest(
          .command("bad", arguments: []),
          verbosity: .normal,
          isOffline: true,
          host: nil
        ),
        showing: nil
      )
      let time = ContinuousClock.now - start
      switch outcome.answer {
      case .success: #expect(expected.code == nil)
      case .failure(let failure):
        let diagnostic = failure.diagnostic(of: plugin, outcome.talk)
        #expect(diagnostic.code == expected.code)
        #expect(
          expected.cause.isEmpty || diagnostic.causes.contains { $0.contains(expected.cause) },
          "\(diagnostic.causes)"
        )
      }
      // The machine may be busy: what is wrong waits for ever.
      #expect(time < .seconds(expected.seconds + 20))
      Self.endChildren(notedIn: root.appending("pids"))
    }
  }

  @Test func `the newest of its progress is shown, and the last line of its talk is kept`()
    async throws
  {
    try await withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.program(
        "say",
        """
        echo '{"type":"greeting","protocol":1,"name":"say"}'
        read -r request
        echo "$request" >> "$0.requests"
        echo '{"type":"progress","activity":"one"}'
        sleep 0.2
        echo '{"type":"progress","activity":"two","count":2}'
        sleep 0.2
        echo lost >&2
        echo "why it failed" >&2
        exit 3
        """
      )
      let plugin = try #require(ExternalPlugin(named: "say", in: room.folder))
      let seen = Mutex<[String]>([])
      var request = PluginRequest(
        .command("say", arguments: ["--a", "b c"]),
        verbosity: .verbose,
        isOffline: false,
        host: "/usr/bin/swiftpip"
      )
      request.environment = .init(python: "/e/bin/python", prefix: "/e")
      let outcome = await PluginProcess(plugin, environment: .ofThisProcess()).run(request) {
        let activity = $0.activity
        seen.withLock { $0.append(activity) }
      }
      #expect(seen.withLock { $0 } == ["one", "two"])
      #expect(outcome.talk == ["lost", "why it failed"])
      let line = try text(of: room.folder.appending("swiftpip-say.requests"))
      #expect(
        line == #"{"arguments":["--a","b c"],"command":"say","#
          + #""environment":{"prefix":"/e","python":"/e/bin/python"},"host":"/usr/bin/swiftpip","#
          + #""offline":false,"type":"request","verbosity":1}"# + "\n"
      )
    }
  }

  @Test func `a program that cannot be run is told of`() async throws {
    try await withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      let program = try room.program("odd")
      try makeFile(program, "#!/no/such/interpreter\n")
      try setMode(0o755, of: program)
      let plugin = try #require(ExternalPlugin(named: "odd", in: room.folder))
      let outcome = await PluginProcess(plugin, environment: .ofThisProcess()).run(
        PluginRequest(
          .command("odd", arguments: []),
          verbosity: .normal,
          isOffline: true,
          host: nil
        ),
        showing: nil
      )
      guard case .failure(let failure) = outcome.answer else {
        Issue.record("it answered")
        return
      }
      let diagnostic = failure.diagnostic(of: plugin, [])
      #expect(diagnostic.code == "plugin.not-run")
      #expect(
        diagnostic.causes == ["its first line names /no/such/interpreter, which is not there"]
      )
    }
  }

  private static var peer: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "TestSupport/plugin_peer.py").path
  }

  /// Ends what plugins have started and left behind.
  private static func endChildren(notedIn file: FilePath) {
    let noted = (try? text(of: file)) ?? ""
    for line in noted.split(whereSeparator: \.isWhitespace) {
      if let process = Int32(line) { kill(process, SIGKILL) }
    }
  }
}

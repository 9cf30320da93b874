import Foundation
import SystemPackage
import TestSupport
import Testing

/// Indexes that do not answer, or not in time, or nonsense: one run waits, the next does not.
@Suite struct OfflineTests {
  /// A release build takes a tenth of it.
  private static let noWait = Duration.milliseconds(2_000)

  /// Tells that a run gives up in time, tells the older answer, and that the next does not wait.
  private func expectPatience(
    _ stage: Stage,
    index: String,
    waits: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let prefix = try stage.makeEnvironment()
    try stage.remember("98.0", for: prefix, age: Stage.days(8))
    let state = try stage.bytes(of: stage.stateFile(prefix))
    let arguments = [
      "self-check", "--python", prefix.string, "--index-url", index, "--format", "json",
    ]
    let first = try await waits ? stage.runAtOnce(arguments) : stage.run(arguments)
    #expect(first.duration < .seconds(9), sourceLocation: sourceLocation)
    // It was left because of the time, not of something else that was wrong with it.
    if waits { #expect(first.duration > .seconds(4), sourceLocation: sourceLocation) }
    // Where other programs keep the machine busy, one of several runs has it for itself.
    var later: [Program.Outcome] = []
    repeat {
      later.append(try await stage.run(arguments))
    } while later.count < 4 && later.allSatisfy { $0.duration >= Self.noWait }
    let durations = later.map(\.duration)
    #expect(durations.contains { $0 < Self.noWait }, "\(durations)", sourceLocation: sourceLocation)
    for outcome in [first] + later {
      #expect(outcome.ending == .exited(0), sourceLocation: sourceLocation)
      let finding = try #require(try Stage.decode(outcome).result)
      #expect(finding.reason == "index-unreachable", sourceLocation: sourceLocation)
      #expect(finding.latest == "98.0", sourceLocation: sourceLocation)
      #expect(finding.source == "state", sourceLocation: sourceLocation)
      #expect(finding.outdated, sourceLocation: sourceLocation)
      #expect(!finding.notify, sourceLocation: sourceLocation)
      #expect(finding.nextCheckAt != nil, sourceLocation: sourceLocation)
      #expect(outcome.errorText.isEmpty, sourceLocation: sourceLocation)
    }
    #expect(try stage.bytes(of: stage.stateFile(prefix)) == state)
    #expect(stage.leftovers().isEmpty, sourceLocation: sourceLocation)
    let text = try await stage.run(Array(arguments.dropLast(2)))
    #expect(text.errorText.isEmpty, "a warning that repeats", sourceLocation: sourceLocation)
  }

  @Test(
    "an index that misbehaves",
    arguments: [
      "slow=60", "drip=1", "drip=0.05", "drip-headers=1", "status=503", "status=500", "status=429",
      "status=403", "truncate", "garbage", "close", "loop", "huge=300", "huge=300/gzip",
      "retry-after=3600/status=503",
    ]
  )
  func misbehaving(_ behaviours: String) async throws {
    try await Stage.with { stage in
      try await expectPatience(
        stage,
        index: stage.index(behaviours),
        waits: ["drip", "slow"].contains { behaviours.hasPrefix($0) }
      )
      // One more try at most, and then silence.
      if !behaviours.hasPrefix("loop") { #expect(try stage.requests() <= 2) }
    }
  }

  @Test(
    "a listener that never answers",
    arguments: ["deaf", "silent"]
  )
  func neverAnswering(_ mode: String) async throws {
    let peer = try LoopbackProcess(script: "loopback_peer.py", arguments: [mode])
    defer { peer.stop() }
    try await Stage.with { stage in
      let index = "http://127.0.0.1:\(peer.port)/simple/"
      try await expectPatience(stage, index: index, waits: true)
    }
  }

  @Test(
    "an address where nobody listens",
    arguments: [
      "http://127.0.0.1:9/simple/", "http://[::1]:9/simple/", "https://127.0.0.1:9/simple/",
      "http://127.0.0.1:9/\u{1F600} /",
    ]
  )
  func nobodyListens(_ index: String) async throws {
    try await Stage.with { stage in
      try await expectPatience(stage, index: index)
    }
  }

  @Test(
    "an address that is none is a mistake, told each time and held against no index",
    arguments: [
      "http://host.invalid/simple/", "ftp://127.0.0.1/simple/", "http://127.0.0.1:99999/simple/",
      "http://", "nonsense", "file:///nonexistent/",
    ]
  )
  func noAddress(_ index: String) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let arguments = ["self-check", "--python", prefix.string, "--index-url", index]
      for _ in 1...2 {
        let outcome = try await stage.run(arguments)
        #expect(outcome.ending == .exited(0))
        #expect(outcome.outputText.hasPrefix("cannot tell whether pip 23.0 is out of date"))
        #expect(outcome.errorText.hasPrefix("warning[index."))
      }
      let asked = try await stage.check(prefix, ["--index-url", stage.index()])
      #expect(asked.reason == "newer-release")
    }
  }

  @Test func `without any older answer nothing is known, and nothing is waited for again`()
    async throws
  {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let options = ["--index-url", stage.index("status=503")]
      for _ in 1...2 {
        let finding = try await stage.check(prefix, options)
        #expect(finding.reason == "index-unreachable")
        #expect(finding.latest == nil)
        #expect(finding.source == "none")
      }
      let requests = try stage.requests()
      _ = try await stage.check(prefix, options)
      #expect(try stage.requests() == requests)
      #expect(stage.everything(below: stage.cache.appending("selfcheck")).isEmpty)
    }
  }

  @Test func `an index that is back is heard again`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      _ = try await stage.check(prefix, ["--index-url", stage.index("status=503")])
      let back = try await stage.check(prefix, ["--index-url", stage.index(), "--force"])
      #expect(back.reason == "newer-release")
      let state = try await stage.check(prefix, ["--index-url", stage.index("status=503")])
      #expect(state.source == "state")
      #expect(state.reason == "newer-release")
    }
  }
}

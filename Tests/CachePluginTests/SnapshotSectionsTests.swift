import PipConfiguration
import PipPluginKit
import PipSnapshots
import PipSystem
import SystemPackage
import Testing

@testable import CachePlugin

/// What plugins add to snapshots.
@Suite struct SnapshotSectionsTests {
  private struct Section: SnapshotSection {
    let name: String
    var texts: [String: String] = [:]
    var failure: Failure?
    var restored: @Sendable ([String: String]) -> Void = { _ in }

    func content(for level: RedactionLevel, in context: Context) async throws -> [String: String] {
      if let failure { throw failure }
      return level == .public ? texts : [:]
    }

    func restore(_ content: [String: String], in context: Context) async throws {
      if let failure { throw failure }
      restored(content)
    }
  }

  private struct Failure: Error, Explainable {
    var diagnostic: Diagnostic { Diagnostic(.error, code: "x.y", message: "it is broken") }
  }

  private static func context(_ sections: Section...) -> Context {
    Context(
      command: CommandFacts(name: "cache export", effect: .reads),
      verbosity: .normal,
      isOffline: true,
      doctorChecks: [],
      housekeepingRules: [],
      snapshotSections: sections.map { NamedSection($0, of: "test") },
      surroundings: Surroundings(
        environment: Environment(),
        process: ProcessFacts(effectiveUser: 0, homeOfRealUser: nil, workingDirectory: "/")
      ),
      isStandardErrorTerminal: false,
      clock: { Timestamp(seconds: 0) },
      settings: { throw Failure() },
      cacheSettings: { throw Failure() }
    )
  }

  @Test func `each section has its texts, and none that has nothing`() async {
    let context = Self.context(Section(name: "a", texts: ["k": "v"]), Section(name: "b"))
    let found = await SnapshotSections(for: .public, in: context)
    #expect(found.contents == ["test.a": ["k": "v"]])
    #expect(found.diagnostics.isEmpty)
    #expect(await SnapshotSections(for: .report, in: context).contents.isEmpty)
  }

  @Test func `what fails, is too large or looks like a secret is left out, and told`() async {
    let token = "ghp_" + String(repeating: "a1B2", count: 9)
    let context = Self.context(
      Section(name: "a", failure: Failure()),
      Section(name: "b", texts: ["k": String(repeating: "x", count: 9000)]),
      Section(name: "c", texts: ["k": "the token \(token)"]),
      Section(name: "d", texts: ["k": "v"])
    )
    let found = await SnapshotSections(for: .public, in: context)
    #expect(found.contents.keys.sorted() == ["test.d"])
    let causes = found.diagnostics.flatMap(\.causes)
    #expect(causes.count == 3)
    #expect(causes.contains("it is broken"))
    #expect(causes.contains { $0.contains("too many") })
    #expect(causes.contains { $0.contains("a token of GitHub") && !$0.contains(token) })
  }

  @Test func `all sections together have a limit`() async {
    let large = ["k": String(repeating: "x", count: 8000)]
    let context = Self.context(
      Section(name: "a", texts: large),
      Section(name: "b", texts: large),
      Section(name: "c", texts: large),
      Section(name: "d", texts: large)
    )
    let found = await SnapshotSections(for: .public, in: context)
    #expect(found.contents.keys.sorted() == ["test.a", "test.b", "test.c"])
  }

  @Test func `what a snapshot has is given back, and what cannot be is told`() async {
    await confirmation { restored in
      let context = Self.context(
        Section(
          name: "a",
          restored: {
            #expect($0 == ["k": "v"]); restored()
          }
        ),
        Section(name: "b", failure: Failure())
      )
      let diagnostics = await SnapshotSections.restore(
        ["test.a": ["k": "v"], "test.b": [:], "other.c": [:]],
        in: context
      )
      #expect(
        diagnostics.map(\.code) == ["cache.section-unknown", "cache.section-not-restored"]
      )
    }
  }
}

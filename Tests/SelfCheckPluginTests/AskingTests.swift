import Foundation
import PipPackaging
import PipPluginKit
import PipSelfCheck
import PipVersionCheck
import SystemPackage
import TestSupport
import Testing

@testable import SelfCheckPlugin

@Suite(.enabled("needs /usr/bin/python3") { isPythonThere })
struct AskingTests {
  private func withStage(
    index: String,
    _ body: (CheckStage) async throws -> Void
  ) async throws {
    try await withScratchDirectory { folder in
      var stage = try CheckStage(folder)
      try await stage.useRealPython()
      stage.variables["PIP_INDEX_URL"] = index
      try await body(stage)
    }
  }

  @Test func `what an index says is told, kept, and not asked for again`() async throws {
    let server = try IndexServer(projects: ["pip": ["22.0", "24.0", "25.0b1"]])
    try await withStage(index: server.index("tag=kept")) { stage in
      let first = try await stage.report("--explain")
      #expect(first.finding.reason == .newerRelease)
      #expect(first.finding.source == .index)
      #expect(first.text().contains("  checked      just now"))
      #expect(first.index == server.index("tag=kept"))
      let second = try await stage.report()
      #expect(second.finding.source == .state)
      #expect(second.finding.latest == first.finding.latest)
      let third = try await stage.report("--force")
      #expect(third.finding.source == .index)
      let requests = try server.requests(containing: "tag=kept")
      #expect(requests.count == 2)
    }
  }

  @Test func `an index that fails is told as a warning, and when it is tried again`() async throws {
    let server = try IndexServer(projects: ["pip": ["24.0"]])
    try await withStage(index: server.index("status=404/tag=failed")) { stage in
      let first = try await stage.report("--exit-code")
      #expect(first.exitStatus == .failure)
      #expect([CheckReason.indexUnreachable, .noCandidate].contains(first.finding.reason))
      #expect(first.text().hasPrefix("cannot tell whether pip 23.0 is out of date: the index "))
      #expect(first.text().contains("  next try     in 5 minutes"))
      #expect(first.diagnostics.allSatisfy { $0.severity != .error })
      let asked = try server.requests(containing: "tag=failed").count
      let second = try await stage.report()
      #expect(second.finding.reason == first.finding.reason)
      let again = try server.requests(containing: "tag=failed").count
      #expect(again == asked)
    }
  }

  @Test func `an index is not to blame where Python took all the time`() async throws {
    let server = try IndexServer(projects: ["pip": ["24.0"]])
    try await withStage(index: server.index("tag=slow-python")) { stage in
      var late = stage
      late.elapsed = .seconds(6)
      let report = try await late.report("--explain")
      #expect(report.finding.reason == .indexUnreachable)
      #expect(report.diagnostics.map(\.code) == ["environment.interpreter-failed"])
      #expect(stage.store.recall(now: CheckStage.now).failure == nil)
      #expect(try server.requests(containing: "tag=slow-python").isEmpty)
      let next = try await stage.report()
      #expect(next.finding.source == .index)
    }
  }

  @Test func `an index with nothing but unusable releases has no candidate`() async throws {
    let server = try IndexServer(projects: ["pip": ["99.0"]])
    try await withStage(index: server.index("requires=99.0:%3E%3D99")) { stage in
      let report = try await stage.report("--exit-code")
      #expect(report.finding.reason == .noCandidate)
      #expect(report.exitStatus == .failure)
    }
  }
}

@Suite struct DeadStateRuleTests {
  @Test func `the state of an environment that is gone is dead, and is left where it is`()
    async throws
  {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      try stage.remember("24.0")
      let gone = StateStore(
        cacheDirectory: stage.cache,
        prefix: folder.appending("gone").string,
        package: .pip
      )
      try stage.remember("24.0", in: gone)
      let file = try #require(gone.stateFile)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)],
        ofItemAtPath: file.string
      )
      let dead = try await DeadStateRule().deadFiles(limit: 10, in: stage.context()).files
      #expect(dead.map(\.path) == [file.string])
      #expect(FileManager.default.fileExists(atPath: file.string))
      let none = try await DeadStateRule().deadFiles(limit: 0, in: stage.context()).files
      #expect(none.isEmpty)
    }
  }
}

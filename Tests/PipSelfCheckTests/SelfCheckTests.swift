import PipDiagnostics
import PipPackaging
import PipSystem
import PipVersionCheck
import SystemPackage
import TestSupport
import Testing

@testable import PipSelfCheck

@Suite(.timeLimit(.minutes(1))) struct SelfCheckTests {
  /// Runs a test with a cache of its own.
  private func withCache(_ body: (Cache) async throws -> Void) async throws {
    try await withScratchDirectory { folder in try await body(try Cache(in: folder)) }
  }

  private func run(_ check: SelfCheck, asking index: ScriptedIndex) async -> CheckOutcome {
    await check.run { pages in await index.ask(pages) }
  }

  @Test func `a fresh state is answered without asking and without writing`() async throws {
    try await withCache { cache in
      try cache.writeShared(cache.state("25.0", age: .days(6)))
      let index = ScriptedIndex(newest: try version("26.0"))
      let outcome = await run(try cache.check(), asking: index)
      #expect(await index.questions == 0)
      #expect(outcome.finding.latest == (try version("25.0")))
      #expect(outcome.finding.source == .state)
      #expect(outcome.finding.reason == .newerRelease)
      #expect(outcome.diagnostics == [])
      #expect(try names(in: cache.location.own.removingLastComponent()) == [])
    }
  }

  @Test func `a stale state asks once, saves, and the next run need not ask`() async throws {
    try await withCache { cache in
      try cache.writeShared(cache.state("25.0", age: .days(8)))
      let index = ScriptedIndex(newest: try version("26.0"))
      let first = await run(try cache.check(), asking: index)
      #expect(first.finding.latest == (try version("26.0")))
      #expect(first.finding.source == .index)
      #expect(cache.store.index() == "https://index.example/simple/")
      #expect(first.verdicts.map(\.gate).suffix(2) == ["claim", "answer"])
      let second = await run(try cache.check(), asking: index)
      #expect(await index.questions == 1)
      #expect(second.finding.latest == (try version("26.0")))
      #expect(second.finding.source == .state)
      #expect(!exists(cache.location.claim))
    }
  }

  @Test(
    "a state that cannot be used is asked about and written anew",
    arguments: [
      "", "[]", "5", "nonsense", #"{"key":"/other","last_check":"x","pypi_version":"y"}"#,
    ]
  )
  func repairs(text: String) async throws {
    try await withCache { cache in
      try cache.writeShared(text)
      let index = ScriptedIndex(newest: try version("25.0"))
      let outcome = await run(try cache.check(), asking: index)
      #expect(await index.questions == 1)
      #expect(outcome.finding.reason == .newerRelease)
      #expect(cache.store.recall(now: .now()).record?.latest == (try version("25.0")))
      #expect(cache.store.recall(now: .now()).defect == .missing)
    }
  }

  @Test func `a state from the future is asked about and written anew`() async throws {
    try await withCache { cache in
      try cache.writeShared(cache.state("99.0", age: .days(-400)))
      let index = ScriptedIndex(newest: try version("25.0"))
      let outcome = await run(try cache.check(), asking: index)
      #expect(await index.questions == 1)
      #expect(outcome.finding.latest == (try version("25.0")))
    }
  }

  @Test func `an index is told what its pages said last`() async throws {
    try await withCache { cache in
      let page = PageMemory(page: "0", etag: "e", lastModified: nil, latest: "25.0", chooser: "c")
      let index = ScriptedIndex(newest: try version("25.0"), pages: [page])
      _ = await run(try cache.check(), asking: index)
      #expect(await index.known == [])
      _ = await run(try cache.check(later: .days(8)), asking: index)
      #expect(await index.known == [page])
    }
  }

  // MARK: - Failures

  @Test func `a failure is remembered and not tried again before it is due`() async throws {
    try await withCache { cache in
      let index = ScriptedIndex(ScriptedIndex.unreachable)
      let first = await run(try cache.check(), asking: index)
      #expect(first.finding.reason == .indexUnreachable)
      #expect(first.diagnostics.map(\.severity) == [.warning])
      let next = try #require(first.nextCheckAt)
      #expect(next > .now() + .seconds(290))
      #expect(next <= .now() + .seconds(300))
      let second = await run(try cache.check(later: .seconds(290)), asking: index)
      #expect(await index.questions == 1)
      #expect(second.finding.reason == .indexUnreachable)
      #expect(second.diagnostics == [])
      _ = await run(try cache.check(later: .seconds(301)), asking: index)
      #expect(await index.questions == 2)
      let memory = cache.store.recall(now: .now() + .seconds(400))
      #expect(memory.failure?.count == 2)
      #expect(!exists(cache.location.claim))
    }
  }

  @Test func `where one index failed another is asked at once`() async throws {
    try await withCache { cache in
      let index = ScriptedIndex(ScriptedIndex.unreachable)
      for name in ["a", "a", "b", "b"] {
        var check = try cache.check()
        check.askedOf = { name }
        _ = await run(check, asking: index)
      }
      #expect(await index.questions == 2)
      let failure = try #require(cache.store.recall(now: .now()).failure)
      #expect(failure.askedOf == "b")
      #expect(failure.count == 1)
    }
  }

  @Test func `an index with nothing to install is remembered as such`() async throws {
    try await withCache { cache in
      let index = ScriptedIndex(.noCandidate(warnings: []))
      for _ in 0..<2 {
        let outcome = await run(try cache.check(), asking: index)
        #expect(outcome.finding.reason == .noCandidate)
      }
      #expect(await index.questions == 1)
    }
  }

  @Test func `whoever wants a new answer gets one in spite of a failure`() async throws {
    try await withCache { cache in
      _ = await run(try cache.check(), asking: ScriptedIndex(ScriptedIndex.unreachable))
      let index = ScriptedIndex(newest: try version("25.0"))
      let request = CheckRequest(occasion: .asked, isForced: true)
      let outcome = await run(try cache.check(request), asking: index)
      #expect(outcome.finding.source == .index)
      #expect(cache.store.recall(now: .now()).failure == nil)
    }
  }

  @Test func `after a failure the older answer is told, and the state is untouched`() async throws {
    try await withCache { cache in
      let state = cache.state("25.0", age: .days(8))
      try cache.writeShared(state)
      let outcome = await run(try cache.check(), asking: ScriptedIndex(ScriptedIndex.unreachable))
      #expect(outcome.finding.latest == (try version("25.0")))
      #expect(!outcome.finding.isAnswered)
      #expect(try text(of: cache.shared) == state)
    }
  }

  @Test func `a fresh answer is next asked for when it is old, whatever failed since`() async throws
  {
    try await withCache { cache in
      try cache.writeShared(cache.state("25.0", age: .days(1)))
      let request = CheckRequest(occasion: .asked, isForced: true)
      let index = ScriptedIndex(ScriptedIndex.unreachable)
      let forced = await run(try cache.check(request), asking: index)
      let plain = await run(try cache.check(), asking: index)
      for outcome in [forced, plain] {
        let next = try #require(outcome.nextCheckAt)
        #expect(next > .now() + .days(5))
      }
      #expect(plain.finding.isAnswered)
    }
  }

  @Test func `where there turns out to be no index nothing is remembered`() async throws {
    try await withCache { cache in
      let index = ScriptedIndex(.noIndex(because: "no setting"))
      let outcome = await run(try cache.check(), asking: index)
      #expect(outcome.finding.reason == .noIndex)
      #expect(!exists(cache.location.own))
      #expect(!exists(cache.location.claim))
      #expect(outcome.nextCheckAt == nil)
    }
  }

  // MARK: - Claims

  @Test func `while another run asks this one answers with what is known`() async throws {
    try await withCache { cache in
      try cache.writeShared(cache.state("25.0", age: .days(8)))
      try makeFile(cache.location.claim)
      let index = ScriptedIndex(newest: try version("26.0"))
      let outcome = await run(try cache.check(), asking: index)
      #expect(await index.questions == 0)
      #expect(outcome.finding.reason == .claimedByAnotherRun)
      #expect(outcome.finding.latest == (try version("25.0")))
      #expect(exists(cache.location.claim))
      #expect(!exists(cache.location.own))
    }
  }

  @Test func `a claim that ran out is taken over`() async throws {
    try await withCache { cache in
      try cache.makeRooms()
      try makeFile(cache.location.claim)
      try setAge(60, of: cache.location.claim)
      let index = ScriptedIndex(newest: try version("25.0"))
      let outcome = await run(try cache.check(), asking: index)
      #expect(outcome.finding.source == .index)
      #expect(!exists(cache.location.claim))
    }
  }

  @Test func `whoever wins the claim looks again and need not ask what is known by then`()
    async throws
  {
    try await withCache { cache in
      try cache.makeRooms()
      var check = try cache.check()
      // Between the first look at the clock and the second, another run answers.
      let looks = Looks()
      check.clock = {
        if looks.next() == 2 { try? cache.writeShared(cache.state("25.0")) }
        return .now()
      }
      let index = ScriptedIndex(newest: try version("26.0"))
      let outcome = await run(check, asking: index)
      #expect(await index.questions == 0)
      #expect(outcome.finding.latest == (try version("25.0")))
      #expect(outcome.finding.source == .state)
      #expect(!exists(cache.location.claim))
    }
  }

  @Test func `whoever wins the claim looks again and sees what failed by then`() async throws {
    try await withCache { cache in
      var check = try cache.check()
      let looks = Looks()
      check.clock = {
        if looks.next() == 2 {
          let failure = FailureRecord(count: 1, failedAt: .now(), reason: .indexUnreachable)
          _ = cache.store.save(failure)
        }
        return .now()
      }
      let index = ScriptedIndex(newest: try version("26.0"))
      let outcome = await run(check, asking: index)
      #expect(await index.questions == 0)
      #expect(outcome.finding.reason == .indexUnreachable)
      #expect(!exists(cache.location.claim))
    }
  }

  @Test func `while this run asks its claim is there`() async throws {
    try await withCache { cache in
      let claim = cache.location.claim
      let index = ScriptedIndex(.dropped) { #expect(exists(claim)) }
      _ = await run(try cache.check(), asking: index)
      #expect(await index.questions == 1)
    }
  }

  @Test func `a dropped question leaves no failure and no claim`() async throws {
    try await withCache { cache in
      let outcome = await run(try cache.check(), asking: ScriptedIndex(.dropped))
      #expect(outcome.finding.reason == .indexUnreachable)
      #expect(cache.store.recall(now: .now()) == CheckMemory())
      #expect(try names(in: cache.location.own.removingLastComponent()) == [])
    }
  }

  @Test func `of forty runs at once one asks`() async throws {
    try await withCache { cache in
      try cache.writeShared(cache.state("25.0", age: .days(8)))
      let index = ScriptedIndex(
        .newest(try version("26.0"), from: "https://index.example/", pages: [], warnings: [])
      ) {
        try? await Task.sleep(for: .milliseconds(50))
      }
      let check = try cache.check()
      let outcomes = await withTaskGroup(of: CheckOutcome.self) { group in
        for _ in 0..<40 { group.addTask { await check.run { await index.ask($0) } } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(await index.questions == 1)
      #expect(outcomes.count { $0.finding.source == .index } == 1)
      for outcome in outcomes where outcome.finding.source != .index {
        let isKnown = outcome.finding.reason == .newerRelease
        #expect(isKnown || outcome.finding.reason == .claimedByAnotherRun)
      }
      #expect(cache.store.recall(now: .now()).record?.latest == (try version("26.0")))
      #expect(!exists(cache.location.claim))
    }
  }

  // MARK: - Sweeping and saving

  @Test func `only a run that wrote sweeps`() async throws {
    try await withCache { cache in
      try cache.writeShared(cache.state())
      let name = String(repeating: "0", count: 56) + "abcdefgh.tmp"
      let leftover = try makeFile(cache.shared.removingLastComponent().appending(name))
      try setAge(3_600, of: leftover)
      let index = ScriptedIndex(newest: try version("26.0"))
      #expect(await run(try cache.check(), asking: index).swept == [])
      let offline = CheckRequest(occasion: .asked, isOffline: true, isForced: true)
      #expect(await run(try cache.check(offline), asking: index).swept == [])
      #expect(exists(leftover))
      let forced = CheckRequest(occasion: .asked, isForced: true)
      let outcome = await run(try cache.check(forced), asking: index)
      #expect(outcome.swept == [SweptFile(path: leftover, reason: .leftover, size: 0)])
      #expect(!exists(leftover))
    }
  }

  @Test func `a run that failed sweeps, too, since it wrote`() async throws {
    try await withCache { cache in
      try cache.makeRooms()
      let name = String(repeating: "0", count: 56) + "abcdefgh.tmp"
      let leftover = try makeFile(cache.shared.removingLastComponent().appending(name))
      try setAge(3_600, of: leftover)
      let outcome = await run(try cache.check(), asking: ScriptedIndex(ScriptedIndex.unreachable))
      #expect(outcome.swept.map(\.path) == [leftover])
    }
  }

  @Test func `a cache that cannot be written still gives an answer`() async throws {
    try await withScratchDirectory { folder in
      // A file in place of the cache directory stops root, too.
      let file = try makeFile(folder.appending("cache-file"), "in the way")
      var check = try Cache(in: folder).check()
      check.store = StateStore(cacheDirectory: file, prefix: check.subject.prefix, package: .pip)
      let index = ScriptedIndex(newest: try version("25.0"))
      let outcome = await run(check, asking: index)
      #expect(outcome.finding.reason == .newerRelease)
      #expect(outcome.finding.source == .index)
      #expect(outcome.diagnostics.map(\.code) == ["files.not-published", "files.not-published"])
      #expect(outcome.diagnostics.allSatisfy { $0.severity == .note })
      #expect(outcome.verdicts.contains { $0.gate == "claim" && $0.decision == .passed })
      #expect(try text(of: file) == "in the way")
    }
  }

  @Test func `without a cache every run asks`() async throws {
    try await withCache { cache in
      var check = try cache.check()
      check.store = StateStore(cacheDirectory: nil, prefix: cache.prefix, package: .pip)
      let index = ScriptedIndex(newest: try version("25.0"))
      for _ in 0..<2 {
        let outcome = await run(check, asking: index)
        #expect(outcome.finding.reason == .newerRelease)
        #expect(outcome.diagnostics == [])
      }
      #expect(await index.questions == 2)
    }
  }

  @Test func `a closed gate asks nobody and writes nothing`() async throws {
    try await withCache { cache in
      let index = ScriptedIndex(newest: try version("25.0"))
      let requests = [
        CheckRequest(occasion: .passing, disabledBy: "x"),
        CheckRequest(occasion: .asked, withoutIndexBecauseOf: "x"),
        CheckRequest(occasion: .asked, isOffline: true),
      ]
      for request in requests { _ = await run(try cache.check(request), asking: index) }
      #expect(await index.questions == 0)
      #expect(try names(in: cache.directory) == [])
    }
  }

  @Test func `warnings of other indexes are told beside the answer`() async throws {
    try await withCache { cache in
      let warning = Diagnostic(.warning, code: "index.slow", message: "slow")
      let index = ScriptedIndex(
        .newest(try version("25.0"), from: "https://index.example/", pages: [], warnings: [warning])
      )
      #expect(await run(try cache.check(), asking: index).diagnostics == [warning])
    }
  }
}

import Foundation
import PipDiagnostics
import PipPackaging
import PipSystem
import PipVersionCheck
import SystemPackage
import TestSupport
import Testing

@testable import PipSelfCheck

@Suite(.timeLimit(.minutes(1))) struct StateStoreTests {
  private static let index = "https://index.example/simple/"

  /// Runs a test with a cache of its own.
  private func withCache(_ body: (Cache) throws -> Void) throws {
    try withScratchDirectory { folder in try body(try Cache(in: folder)) }
  }

  @Test func `of a new environment nothing is known`() throws {
    try withCache { cache in
      #expect(cache.store.recall(now: .now()) == CheckMemory())
      #expect(cache.store.pages() == [])
      #expect(cache.store.index() == nil)
      #expect(cache.store.notifiedAt() == nil)
      let made = try names(in: cache.directory)
      #expect(made == [])
    }
  }

  @Test func `an answer is kept in pip's file, byte for byte`() throws {
    try withCache { cache in
      let answer = try record()
      let page = PageMemory(page: "0", etag: "e", lastModified: nil, latest: "25.0", chooser: "c")
      #expect(cache.store.save(answer, from: Self.index, pages: [page]) == [])
      #expect(
        try Array(text(of: cache.shared).utf8) == StateFile.bytes(of: answer, for: cache.prefix)
      )
      #expect(cache.store.recall(now: .now()) == CheckMemory(record: answer))
      #expect(cache.store.pages() == [page])
      #expect(cache.store.index() == Self.index)
      #expect(cache.store.stateFile == cache.shared)
      #expect(try !text(of: cache.location.own).contains("25.0\",\"package"))
    }
  }

  @Test func `another package's answer is kept in our own file only`() throws {
    try withCache { cache in
      let name = try #require(PackageName("uv"))
      let store = StateStore(cacheDirectory: cache.directory, prefix: cache.prefix, package: name)
      let answer = try record()
      #expect(store.save(answer, from: Self.index, pages: []) == [])
      #expect(store.recall(now: .now()).record == answer)
      #expect(!exists(cache.directory.appending("selfcheck")))
      #expect(cache.store.recall(now: .now()).record == nil)
    }
  }

  @Test func `the answer for a prefix that is no text is kept in our own file only`() throws {
    try withCache { cache in
      let prefix = SystemText.string(decoding: Array(cache.prefix.utf8) + [0xFF])
      let store = StateStore(cacheDirectory: cache.directory, prefix: prefix, package: .pip)
      let answer = try record()
      #expect(store.save(answer, from: Self.index, pages: []) == [])
      #expect(store.recall(now: .now()).record == answer)
      #expect(!exists(cache.directory.appending("selfcheck")))
    }
  }

  @Test func `without a cache nothing is kept and nothing fails`() throws {
    let store = StateStore(cacheDirectory: nil, prefix: "/v", package: .pip)
    let failure = FailureRecord(count: 1, failedAt: .now(), reason: .noCandidate)
    #expect(store.save(try record(), from: Self.index, pages: []) == [])
    #expect(store.save(failure) == [])
    #expect(store.recall(now: .now()) == CheckMemory())
    #expect(store.stateFile == nil)
  }

  @Test func `where pip's file cannot be written ours is used, and next time too`() throws {
    try withCache { cache in
      try makeFile(cache.directory.appending("selfcheck"), "in the way")
      let answer = try record()
      let problems = cache.store.save(answer, from: Self.index, pages: [])
      #expect(problems.map(\.code) == ["files.not-published"])
      #expect(problems.map(\.severity) == [.note])
      #expect(cache.store.recall(now: .now()).record == answer)
    }
  }

  @Test func `a read-only selfcheck directory makes ours be used`() throws {
    try withCache { cache in
      try cache.makeRooms()
      try setMode(0o777, of: cache.location.own.removingLastComponent())
      try setMode(0o555, of: cache.shared.removingLastComponent())
      let answer = try record()
      let problems = unprivileged { cache.store.save(answer, from: Self.index, pages: []) }
      #expect(problems.count == 1)
      let own = cache.location.own.string
      if geteuid() == 0 {
        // Root does not believe what others wrote.
        #expect(cache.store.recall(now: .now()).record == nil)
        try #require(unsafe chown(own, 0, 0) == 0)
      }
      #expect(cache.store.recall(now: .now()).record == answer)
      #expect(try names(in: cache.shared.removingLastComponent()) == [])
    }
  }

  @Test func `where nothing can be written both files are told, and nothing is left over`() throws {
    try withCache { cache in
      try setMode(0o555, of: cache.directory)
      let answer = try record()
      let problems = unprivileged { cache.store.save(answer, from: Self.index, pages: []) }
      #expect(problems.map(\.code) == ["files.not-published", "files.not-published"])
      #expect(try names(in: cache.directory) == [])
    }
  }

  @Test("of pip's answer and ours the newer counts", arguments: [(2, 1, "26.0"), (1, 2, "25.0")])
  func newest(sharedAge: Int, ownAge: Int, expected: String) throws {
    try withCache { cache in
      let own = try record("26.0", age: .seconds(ownAge * 3_600))
      try makeFile(cache.directory.appending("selfcheck"))
      _ = cache.store.save(own, from: Self.index, pages: [])
      try cache.directory.appending("selfcheck").unlink()
      try cache.writeShared(cache.state("25.0", age: .seconds(sharedAge * 3_600)))
      #expect(cache.store.recall(now: .now()).record?.latest == (try version(expected)))
    }
  }

  @Test func `an answer that pip can have again takes ours away`() throws {
    try withCache { cache in
      try makeFile(cache.directory.appending("selfcheck"))
      _ = cache.store.save(try record("26.0"), from: Self.index, pages: [])
      try cache.directory.appending("selfcheck").unlink()
      _ = cache.store.save(try record("27.0"), from: Self.index, pages: [])
      try cache.shared.unlink()
      #expect(cache.store.recall(now: .now()).record == nil)
    }
  }

  @Test func `an answer forgets the failures before it, and a failure keeps the answer`() throws {
    try withCache { cache in
      let failure = FailureRecord(
        count: 2,
        failedAt: Timestamp(seconds: Timestamp.now().seconds),
        reason: .indexUnreachable
      )
      #expect(cache.store.save(failure) == [])
      #expect(cache.store.recall(now: .now()).failure == failure)
      let answer = try record()
      _ = cache.store.save(answer, from: Self.index, pages: [])
      #expect(cache.store.recall(now: .now()) == CheckMemory(record: answer))
      // Not before the answer, whichever second it is by now.
      let later = FailureRecord(
        count: 2,
        failedAt: answer.checkedAt,
        reason: .indexUnreachable
      )
      _ = cache.store.save(later)
      #expect(cache.store.recall(now: .now()) == CheckMemory(record: answer, failure: later))
    }
  }

  @Test func `failures before an answer of pip's own and failures from the future do not count`()
    throws
  {
    try withCache { cache in
      let old = FailureRecord(count: 9, failedAt: .now() - .days(1), reason: .indexUnreachable)
      _ = cache.store.save(old)
      #expect(cache.store.recall(now: .now()).failure?.count == 9)
      try cache.writeShared(cache.state(age: .seconds(60)))
      #expect(cache.store.recall(now: .now()).failure == nil)
      let future = FailureRecord(count: 9, failedAt: .now() + .days(1), reason: .indexUnreachable)
      _ = cache.store.save(future)
      #expect(cache.store.recall(now: .now()).failure == nil)
    }
  }

  @Test func `when a notice was shown is remembered beside the rest`() throws {
    try withCache { cache in
      let moment = Timestamp(seconds: 1_795_333_118)
      let answer = try record()
      _ = cache.store.save(answer, from: Self.index, pages: [])
      #expect(cache.store.saveNotice(at: moment) == [])
      #expect(cache.store.notifiedAt() == moment)
      #expect(cache.store.recall(now: .now()).record == answer)
      #expect(cache.store.index() == Self.index)
    }
  }

  // MARK: - What can be in place of pip's file

  @Test func `a state of another environment counts as absent and is written anew`() throws {
    try withCache { cache in
      try cache.writeShared(cache.state(key: "/other"))
      #expect(cache.store.recall(now: .now()) == CheckMemory(defect: .foreignKey("/other")))
      let answer = try record()
      #expect(cache.store.save(answer, from: Self.index, pages: []) == [])
      #expect(cache.store.recall(now: .now()) == CheckMemory(record: answer))
    }
  }

  @Test func `a FIFO does not block, counts as absent and is written anew`() throws {
    try withCache { cache in
      try cache.makeRooms()
      // The path is terminated and lives for the call.
      try #require(unsafe mkfifo(cache.shared.string, 0o600) == 0)
      let memory = cache.store.recall(now: .now())
      #expect(memory.record == nil)
      guard case .unreadable = memory.defect else {
        Issue.record("another defect: \(memory.defect)")
        return
      }
      let answer = try record()
      #expect(cache.store.save(answer, from: Self.index, pages: []) == [])
      #expect(cache.store.recall(now: .now()) == CheckMemory(record: answer))
    }
  }

  @Test func `a directory counts as absent and stays, and our own file is used`() throws {
    try withCache { cache in
      try cache.makeRooms()
      _ = try makeFolder(cache.shared)
      #expect(cache.store.recall(now: .now()).defect == .unreadable("Is a directory"))
      let answer = try record()
      #expect(cache.store.save(answer, from: Self.index, pages: []).count == 1)
      #expect(cache.store.recall(now: .now()).record == answer)
      #expect(try names(in: cache.shared.removingLastComponent()).count == 1)
    }
  }

  @Test func `a file of a gigabyte counts as absent at once and is written anew`() throws {
    try withCache { cache in
      try cache.writeShared("")
      // The path is terminated and lives for the call.
      try #require(unsafe truncate(cache.shared.string, 1 << 30) == 0)
      #expect(cache.store.recall(now: .now()) == CheckMemory(defect: .tooLarge))
      #expect(cache.store.save(try record(), from: Self.index, pages: []) == [])
      #expect(try cache.shared.status().size < 1_000)
    }
  }

  @Test func `a link to nothing counts as absent and is replaced`() throws {
    try withCache { cache in
      try cache.makeRooms()
      _ = try makeLink(cache.shared, to: "nowhere")
      #expect(cache.store.recall(now: .now()) == CheckMemory())
      _ = cache.store.save(try record(), from: Self.index, pages: [])
      #expect(try cache.shared.status(following: .nothing).kind == .regular)
      #expect(!exists(cache.shared.removingLastComponent().appending("nowhere")))
    }
  }

  @Test func `a linked state is read through the link, and a write replaces the link`() throws {
    try withCache { cache in
      try cache.makeRooms()
      let other = cache.directory.appending("other")
      try makeFile(other, cache.state("24.5"))
      _ = try makeLink(cache.shared, to: other.string)
      #expect(cache.store.recall(now: .now()).record?.latest == (try version("24.5")))
      _ = cache.store.save(try record(), from: Self.index, pages: [])
      #expect(try cache.shared.status(following: .nothing).kind == .regular)
      #expect(try text(of: other).contains("24.5"))
    }
  }

  @Test func `a state that may not be read counts as absent`() throws {
    try withCache { cache in
      try cache.writeShared(cache.state())
      try setMode(0o000, of: cache.shared)
      let memory = unprivileged { cache.store.recall(now: .now()) }
      #expect(memory == CheckMemory(defect: .unreadable("Permission denied")))
    }
  }

  // MARK: - What can be in place of ours

  @Test(
    "a memory of ours that is none is ignored and written anew",
    arguments: [
      "", "nonsense", "[]", #"{"schema":9}"#, String(repeating: "[", count: 200_000),
      #"{"schema":1,"key":"/other","package":"pip","pages":[],"index":"x"}"#,
    ]
  )
  func damaged(text: String) throws {
    try withCache { cache in
      try cache.writeOwn(text)
      #expect(cache.store.recall(now: .now()) == CheckMemory())
      #expect(cache.store.index() == nil)
      _ = cache.store.save(try record(), from: Self.index, pages: [])
      #expect(cache.store.index() == Self.index)
    }
  }

  @Test func `a huge memory of ours, a FIFO, a link and a directory are ignored`() throws {
    try withCache { cache in
      try cache.writeOwn("")
      let own = cache.location.own
      // The paths are terminated and live for the calls.
      try #require(unsafe truncate(own.string, 1 << 30) == 0)
      #expect(cache.store.recall(now: .now()) == CheckMemory())
      try own.unlink()
      try #require(unsafe mkfifo(own.string, 0o600) == 0)
      #expect(cache.store.recall(now: .now()) == CheckMemory())
      try own.unlink()
      let memory = OwnMemory(key: cache.prefix, package: "pip")
      var linked = memory
      linked.index = "x"
      try makeFile(
        cache.directory.appending("x"),
        String(decoding: try linked.bytes(), as: UTF8.self)
      )
      _ = try makeLink(own, to: cache.directory.appending("x").string)
      #expect(cache.store.index() == nil)
      try own.unlink()
      _ = try makeFolder(own)
      #expect(cache.store.recall(now: .now()) == CheckMemory())
      #expect(cache.store.save(try record(), from: Self.index, pages: []).count == 1)
      #expect(cache.store.recall(now: .now()).record != nil)
    }
  }

  @Test func `an answer of ours from the future counts as absent`() throws {
    try withCache { cache in
      try cache.writeOwn(
        #"{"schema":1,"key":"\#(cache.prefix)","package":"pip","pages":[],"#
          + #""checkedAt":"2999-01-01T00:00:00Z","latest":"99.0"}"#
      )
      #expect(cache.store.recall(now: .now()) == CheckMemory())
    }
  }
}

import PipCache
import PipPackaging
import PipSystem
import PipVersionCheck
import SystemPackage
import TestSupport
import Testing

@testable import PipSelfCheck

@Suite(.timeLimit(.minutes(1))) struct SweepTests {
  private static let day = 86_400.0

  /// Returns a name as those of states, by a number.
  private func name(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 56 - digits.count) + digits
  }

  /// Runs a test with a cache whose rooms exist.
  private func withCache(_ body: (Cache) throws -> Void) throws {
    try withScratchDirectory { folder in
      let cache = try Cache(in: folder)
      try cache.makeRooms()
      try cache.directory.appending("swiftpip/interpreters").makeDirectories(
        permissions: .ownerReadWriteExecute
      )
      try body(cache)
    }
  }

  private func room(_ cache: Cache) -> FilePath {
    cache.shared.removingLastComponent()
  }

  @discardableResult
  private func make(
    _ path: FilePath,
    _ text: String = "",
    age: Double = 8 * day
  ) throws -> FilePath {
    try makeFile(path, text)
    try setAge(age, of: path)
    return path
  }

  private func sweep(_ cache: Cache, limit: Int = 64) -> Sweep {
    Sweep(cacheDirectory: cache.directory, interval: .days(7), limit: limit)
  }

  private func removed(_ cache: Cache) -> [String: SweptFile.Reason] {
    let swept = sweep(cache).removeDeadFiles(now: .now())
    return Dictionary(
      uniqueKeysWithValues: swept.map { ($0.path.lastComponent?.string ?? "", $0.reason) }
    )
  }

  @Test func `an empty cache and one that is not there have nothing dead`() throws {
    try withCache { cache in #expect(removed(cache) == [:]) }
    let nowhere = Sweep(cacheDirectory: "/no/such/cache", interval: .days(7))
    #expect(nowhere.removeDeadFiles(now: .now()) == [])
  }

  @Test func `every kind of dead file is found for its own reason and removed`() throws {
    try withCache { cache in
      let own = cache.location.own.removingLastComponent()
      let gone = cache.state(key: "/no/such/venv")
      try make(room(cache).appending(name(1)), gone)
      try make(own.appending(name(2)), gone)
      try make(room(cache).appending(name(3)), "nonsense")
      try make(room(cache).appending(name(4) + "abcdefgh.tmp"), age: 601)
      try make(own.appending(name(5) + "abcdefgh.tmp"), age: 601)
      try make(own.appending(name(6) + ".claim"), age: 601)
      let interpreters = cache.directory.appending("swiftpip/interpreters")
      try make(interpreters.appending(name(7)), #"{"executable":"/no/such/python"}"#)
      try make(interpreters.appending(name(8)), "nonsense")
      try make(cache.directory.appending("selfcheck.json"), "{}")
      try make(cache.directory.appending("selfcheck.json.lock"))
      try make(cache.directory.appending("host.example-7f3a.1234-567"))
      let expected: [String: SweptFile.Reason] = [
        name(1): .vanishedEnvironment, name(2): .vanishedEnvironment, name(3): .malformed,
        name(4) + "abcdefgh.tmp": .leftover, name(5) + "abcdefgh.tmp": .leftover,
        name(6) + ".claim": .oldClaim, name(7): .vanishedInterpreter, name(8): .malformed,
        "selfcheck.json": .legacy, "selfcheck.json.lock": .legacy,
        "host.example-7f3a.1234-567": .legacy,
      ]
      #expect(sweep(cache).deadFiles(now: .now()).files.count == expected.count)
      #expect(removed(cache) == expected)
      #expect(removed(cache) == [:])
      #expect(try names(in: room(cache)) == [])
      #expect(try names(in: own) == [])
      #expect(try names(in: interpreters) == [])
    }
  }

  @Test func `looking removes nothing and tells sizes`() throws {
    try withCache { cache in
      let path = try make(room(cache).appending(name(1)), "nonsense")
      let found = sweep(cache).deadFiles(now: .now()).files
      #expect(found == [SweptFile(path: path, reason: .malformed, size: 8)])
      #expect(exists(path))
    }
  }

  @Test(
    "a state is dead only when it is older than the interval",
    arguments: [
      (0.0, false), (6.9 * day, false), (7.1 * day, true), (400 * day, true), (-day, false),
    ]
  )
  func stateAge(age: Double, isDead: Bool) throws {
    try withCache { cache in
      let path = room(cache).appending(name(1))
      try make(path, cache.state(key: "/no/such/venv"), age: age)
      #expect((removed(cache) == [:]) == !isDead)
      #expect(exists(path) == !isDead)
    }
  }

  @Test(
    "a leftover or a claim is dead only after the grace",
    arguments: [
      (0.0, false), (590.0, false), (610.0, true), (-day, false),
    ]
  )
  func leftoverAge(age: Double, isDead: Bool) throws {
    try withCache { cache in
      try make(room(cache).appending(name(1) + "abcdefgh.tmp"), age: age)
      try make(cache.location.own.removingLastComponent().appending(name(2) + ".claim"), age: age)
      #expect(removed(cache).count == (isDead ? 2 : 0))
    }
  }

  @Test func `legacy files are removed only when they are older than the interval`() throws {
    try withCache { cache in
      try make(cache.directory.appending("selfcheck.json"), "{}", age: Self.day)
      #expect(removed(cache) == [:])
    }
  }

  @Test func `the state of an environment that exists stays however old it is`() throws {
    try withCache { cache in
      try make(cache.shared, cache.state(), age: 900 * Self.day)
      try make(cache.location.own, #"{"schema":1,"key":"\#(cache.prefix)"}"#, age: 900 * Self.day)
      let interpreters = cache.directory.appending("swiftpip/interpreters")
      try make(interpreters.appending(name(7)), #"{"executable":"/bin/sh"}"#)
      #expect(removed(cache) == [:])
    }
  }

  @Test func `a large memory of an environment that exists stays`() throws {
    try withCache { cache in
      let padding = String(repeating: "x", count: StateFile.sizeLimit)
      try make(cache.location.own, #"{"key":"\#(cache.prefix)","padding":"\#(padding)"}"#)
      #expect(removed(cache) == [:])
    }
  }

  @Test func `the state of an environment whose prefix is no text is judged by its bytes`() throws {
    try withCache { cache in
      let prefix = SystemText.string(decoding: Array(cache.prefix.utf8) + [0xFF])
      let folder = FilePath(systemText: prefix)
      try folder.makeDirectory(permissions: .ownerReadWriteExecute)
      let memory = OwnMemory(key: prefix, package: "pip")
      let text = String(decoding: try memory.bytes(), as: UTF8.self)
      let path = cache.location.own.removingLastComponent().appending(name(1))
      try make(path, text)
      #expect(removed(cache) == [:])
      try removeFolder(folder)
      #expect(removed(cache) == [name(1): .vanishedEnvironment])
    }
  }

  @Test func `where the system does not say whether an environment is there its state stays`()
    throws
  {
    try withCache { cache in
      _ = try makeLink(cache.directory.appending("loop"), to: "loop")
      let long = String(repeating: "x", count: 300)
      for (number, key) in [
        "\(cache.directory)/loop/venv", "/\(long)/venv",
      ].enumerated() {
        try make(room(cache).appending(name(number)), cache.state(key: key))
      }
      #expect(removed(cache) == [:])
    }
  }

  @Test func `the state of an environment behind a closed door stays`() throws {
    try withCache { cache in
      let closed = try makeFolder(cache.directory.appending("closed"), mode: 0o700)
      _ = try makeFolder(closed.appending("venv"))
      try setMode(0o000, of: closed)
      defer { try? setMode(0o700, of: closed) }
      try make(room(cache).appending(name(1)), cache.state(key: "\(closed)/venv"))
      try make(room(cache).appending(name(2)), cache.state(key: "\(closed)/gone"))
      try setMode(0o777, of: room(cache))
      #expect(unprivileged { removed(cache) } == [:])
    }
  }

  @Test func `names that only look like states, leftovers and claims stay`() throws {
    try withCache { cache in
      let hash = name(1)
      let alike = [
        String(hash.dropLast()), hash + "0", String(hash.dropLast()) + "G", hash + ".bak",
        String(hash.dropLast()) + "A", hash + "abcdefg.tmp", hash + "ABCDEFGH.tmp",
        hash + "abcdefgh.tmp2", hash + ".claims", hash + "0.claim", ".claim", "abcdefgh.tmp",
        String(hash.dropLast()) + "abcdefgh.tmp", hash + ".lock", "README", "é", ".hidden",
      ]
      let own = cache.location.own.removingLastComponent()
      for folder in [room(cache), own] {
        for name in alike { try make(folder.appending(name), "nonsense") }
      }
      let inRoot = [
        "selfcheck.json.bak", "selfcheck.jsonl", "selfcheck.json.lock2", hash, "pip-selfcheck.json",
        hash + "abcdefgh.tmp", "CACHEDIR.TAG", "host-xyz.1", "host-7f.", "-7f.1",
        "host-123456789.1",
        "host-7f.1x", "host.1",
      ]
      for name in inRoot { try make(cache.directory.appending(name)) }
      // A lock link is empty.
      try make(cache.directory.appending("report-1.2"), "a report")
      #expect(removed(cache) == [:])
      #expect(try names(in: room(cache)).count == alike.count)
    }
  }

  @Test func `directories, links and FIFOs stay, whatever their names`() throws {
    try withCache { cache in
      _ = try makeFolder(room(cache).appending(name(1)))
      _ = try makeFolder(room(cache).appending(name(2) + "abcdefgh.tmp"))
      _ = try makeLink(room(cache).appending(name(3)), to: "nowhere")
      _ = try makeLink(room(cache).appending(name(4) + "abcdefgh.tmp"), to: "nowhere")
      try makeFIFO(room(cache).appending(name(5)))
      _ = try makeFolder(cache.directory.appending("selfcheck.json"))
      let swept = sweep(cache).removeDeadFiles(now: .now() + .days(8))
      #expect(swept == [])
      #expect(try names(in: room(cache)).count == 5)
    }
  }

  @Test func `a room that is a link to elsewhere is not entered`() throws {
    try withScratchDirectory { folder in
      let cache = try Cache(in: folder)
      let elsewhere = try makeFolder(folder.appending("elsewhere"))
      _ = try makeLink(cache.directory.appending("selfcheck"), to: elsewhere.string)
      let path = try make(elsewhere.appending(name(1)), "nonsense")
      #expect(removed(cache) == [:])
      #expect(exists(path))
    }
  }

  @Test func `one sweep removes at most sixty-four files, and the next goes on`() throws {
    try withCache { cache in
      for number in 0..<100 { try make(room(cache).appending(name(number)), "nonsense") }
      for number in 0..<50 {
        try make(room(cache).appending(name(1_000 + number) + "abcdefgh.tmp"))
      }
      for expected in [64, 64, 22, 0] {
        let sweep = Sweep(cacheDirectory: cache.directory, interval: .days(7))
        #expect(sweep.removeDeadFiles(now: .now()).count == expected)
      }
    }
  }

  @Test("a limit is kept over all rooms", arguments: [0, 1, 3])
  func limit(limit: Int) throws {
    try withCache { cache in
      try make(room(cache).appending(name(1)), "nonsense")
      try make(cache.location.own.removingLastComponent().appending(name(2)), "nonsense")
      try make(cache.directory.appending("selfcheck.json"), "{}")
      try make(cache.directory.appending("selfcheck.json.lock"))
      #expect(sweep(cache, limit: limit).deadFiles(now: .now()).files.count == limit)
    }
  }

  @Test func `a file that changed between the look and the removal stays`() throws {
    try withCache { cache in
      let rewritten = try make(room(cache).appending(name(1)), "nonsense")
      let replaced = try make(room(cache).appending(name(2)), "nonsense")
      let vanished = try make(room(cache).appending(name(3)), "nonsense")
      let dead = try make(room(cache).appending(name(4)), "nonsense")
      let sweep = sweep(cache)
      var obstacles = Obstacles()
      let candidates = sweep.findDeadFiles(now: .now(), &obstacles)
      try #require(candidates.count == 4)
      try makeFile(rewritten, cache.state())
      try make(cache.directory.appending("new"), "nonsense").rename(to: replaced)
      try vanished.unlink()
      #expect(sweep.remove(candidates).map(\.path) == [dead])
      #expect(exists(rewritten))
      #expect(exists(replaced))
    }
  }

  @Test func `what cannot be removed stays and is not told as removed`() throws {
    try withCache { cache in
      let path = try make(room(cache).appending(name(1)), "nonsense")
      try setMode(0o644, of: path)
      try setMode(0o555, of: room(cache))
      defer { try? setMode(0o755, of: room(cache)) }
      #expect(unprivileged { removed(cache) } == [:])
      #expect(exists(path))
    }
  }

  @Test func `many sweeps at once remove each file once`() async throws {
    try await withScratchDirectory { folder in
      let cache = try Cache(in: folder)
      try cache.makeRooms()
      for number in 0..<40 { try make(room(cache).appending(name(number)), "nonsense") }
      let sweep = sweep(cache)
      let removed = await withTaskGroup(of: Int.self) { group in
        for _ in 0..<8 { group.addTask { sweep.removeDeadFiles(now: .now()).count } }
        return await group.reduce(0, +)
      }
      #expect(removed == 40)
    }
  }
}

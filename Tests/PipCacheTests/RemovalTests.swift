import Foundation
import PipCache
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct RemovalTests {
  private static let address = "https://index.example/simple/demo/"

  private func doomed(_ cache: borrowing TestCache) async throws -> [DoomedEntry] {
    let contents = try await cache.contents()
    return contents.entries.map { DoomedEntry($0, reason: "test") }
  }

  @Test func `a response goes with its head and the folders that it was alone in`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("body".utf8))
    let doomed = try await doomed(cache)
    let outcome = await Removal(from: cache.path, patience: .zero).remove(doomed)
    #expect(outcome.removed == doomed)
    #expect(outcome.kept.isEmpty)
    #expect(outcome.folders == 5)
    #expect(outcome.bytes > 4)
    #expect(cache.files.isEmpty)
    #expect(cache.everything(below: cache.path.appending("http-v2")).isEmpty)
  }

  @Test func `until it goes, a reader of the old head finds the body, others a miss`() async throws
  {
    let cache = try TestCache()
    try cache.store(
      Self.address,
      Array("body".utf8),
      [
        ("Date", "Sat, 01 Aug 2026 00:00:00 GMT"), ("ETag", "\"a\""), ("Content-Length", "4"),
        ("Content-Encoding", "identity"), ("Cache-Control", "max-age=600"),
      ]
    )
    let doomed = try await doomed(cache)
    let path = cache.path
    async let outcome = Removal(from: path, patience: .milliseconds(600)).remove(doomed)
    try await Task.sleep(for: .milliseconds(250))
    let head = try Data(
      contentsOf: URL(fileURLWithPath: path.appending(TestCache.head(Self.address)).string)
    )
    let response = try CachedResponse(Array(head)[...])
    #expect(response.status == 200)
    // pip uses no response without a date, and removes one at once that has no tag either.
    #expect(response.headers.map(\.name) == ["Content-Encoding", "ETag"])
    #expect(response.header("etag")?.hasPrefix("\"swiftpip-removed-") == true)
    #expect(response.vary.isEmpty)
    let body = path.appending(TestCache.head(Self.address) + ".body")
    #expect(try text(of: body) == "body")
    #expect(await outcome.removed.count == 1)
    #expect(cache.files.isEmpty)
  }

  @Test func `what is stored anew meanwhile stays`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("old".utf8))
    let doomed = try await doomed(cache)
    let path = cache.path
    async let outcome = Removal(from: path, patience: .milliseconds(600)).remove(doomed)
    try await Task.sleep(for: .milliseconds(250))
    // As pip does it: each beside the old one, and renamed over it.
    for (name, content) in [
      (TestCache.head(Self.address), TestCache.headBytes()),
      (TestCache.head(Self.address) + ".body", Array("new".utf8)),
    ] {
      try cache.folder.write(name + "abcdefgh.tmp", content)
      try path.appending(name + "abcdefgh.tmp").rename(to: path.appending(name))
    }
    #expect(await outcome.kept == doomed)
    #expect(await outcome.removed.isEmpty)
    #expect(try text(of: path.appending(TestCache.head(Self.address) + ".body")) == "new")
  }

  @Test func `what pip made of a tombstone, for nothing had changed, stays`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("body".utf8))
    let doomed = try await doomed(cache)
    let path = cache.path
    async let outcome = Removal(from: path, patience: .milliseconds(600)).remove(doomed)
    try await Task.sleep(for: .milliseconds(250))
    // As pip does after a 304: the new headers on top of those that it finds.
    let name = TestCache.head(Self.address)
    let head = TestCache.headBytes([("Date", "Sat, 01 Aug 2026 00:00:00 GMT")])
    try cache.folder.write(name + "abcdefgh.tmp", head)
    try path.appending(name + "abcdefgh.tmp").rename(to: path.appending(name))
    #expect(await outcome.kept == doomed)
    #expect(cache.files == [name, name + ".body"])
  }

  @Test func `what was read a moment ago stays where that counts`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("body".utf8))
    let doomed = try await doomed(cache)
    let removal = Removal(
      from: cache.path,
      patience: .zero,
      sparingReadSince: .now() - .seconds(600)
    )
    #expect(await removal.remove(doomed).kept == doomed)
    #expect(cache.files.count == 2)
    let later = Removal(
      from: cache.path,
      patience: .zero,
      sparingReadSince: .now() + .seconds(600)
    )
    #expect(await later.remove(doomed).removed == doomed)
  }

  @Test func `what has changed before is not touched`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("old".utf8))
    let doomed = try await doomed(cache)
    try cache.store(Self.address, Array("newer".utf8))
    let files = cache.files
    let outcome = await Removal(from: cache.path, patience: .zero).remove(doomed)
    #expect(outcome.kept == doomed)
    #expect(outcome.failure == nil)
    #expect(cache.files == files)
  }

  @Test func `what is gone already is no failure`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("old".utf8))
    let doomed = try await doomed(cache)
    try FileManager.default.removeItem(atPath: cache.path.appending("http-v2").string)
    let outcome = await Removal(from: cache.path, patience: .zero).remove(doomed)
    #expect(outcome == Removal.Outcome())
  }

  @Test func `a response that was found to be still the same is not what was to go`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("old".utf8))
    let doomed = try await doomed(cache)
    // As pip does after a 304: a new head, the same body.
    try cache.folder.write(
      TestCache.head(Self.address),
      TestCache.headBytes([("Content-Encoding", "gzip")])
    )
    let outcome = await Removal(from: cache.path, patience: .zero).remove(doomed)
    #expect(outcome.kept == doomed)
    #expect(cache.files.count == 2)
  }

  @Test func `a half that has become whole stays`() async throws {
    let cache = try TestCache()
    try cache.folder.write(TestCache.head(Self.address) + ".body", "body")
    try cache.age(700)
    let dead = try await DeadEntries.of(CacheScan(cache.path, workers: 1), now: .now())
    #expect(dead.doomed.map(\.reason) == ["a body without headers"])
    try cache.folder.write(TestCache.head(Self.address), TestCache.headBytes())
    let outcome = await Removal(from: cache.path, patience: .zero).remove(dead.doomed)
    #expect(outcome.kept == dead.doomed)
    #expect(cache.files.count == 2)
  }

  @Test func `a link in place of our folder leads nowhere`() async throws {
    let cache = try TestCache()
    let other = try ScratchFolder()
    try cache.store(Self.address, Array("body".utf8))
    try cache.folder.link("swiftpip", to: other.path.string)
    let contents = try await cache.contents()
    #expect(throws: (any Error).self) { try contents.memory.keep(in: cache.path) }
    let doomed = try await doomed(cache)
    let outcome = await Removal(from: cache.path, patience: .zero).remove(doomed)
    #expect(outcome.removed == doomed)
    #expect(try names(in: other.path).isEmpty)
  }

  @Test func `a tombstone over a tombstone leaves nothing behind`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("body".utf8))
    let doomed = try await doomed(cache)
    let outcome = await Removal(from: cache.path, patience: .zero).remove(doomed + doomed)
    #expect(outcome.removed.count == 1)
    #expect(cache.files.isEmpty)
  }

  @Test func `what a wheel was built from goes with it, unless another is just being built`()
    async throws
  {
    let cache = try TestCache()
    let folders = ["0", "1"].map { "wheels/00/11/22/" + String(repeating: $0, count: 50) }
    for folder in folders {
      try cache.folder.write("\(folder)/demo-1-py3-none-any.whl", "wheel")
      try cache.folder.write("\(folder)/origin.json", "{}")
    }
    try cache.folder.write("\(folders[1])/tmpabcdefgh/half", "")
    let outcome = await Removal(from: cache.path, patience: .zero).remove(try await doomed(cache))
    #expect(outcome.removed.count == 2)
    #expect(cache.files == ["\(folders[1])/origin.json", "\(folders[1])/tmpabcdefgh/half"])
  }

  @Test func `what may not be removed is kept and told`() async throws {
    let cache = try TestCache()
    let folder = "wheels/00/11/22/" + String(repeating: "0", count: 50)
    try cache.folder.write("\(folder)/demo-1-py3-none-any.whl", "wheel")
    for place in ["", "wheels", "wheels/00", "wheels/00/11", "wheels/00/11/22", folder] {
      try setMode(0o555, of: place.isEmpty ? cache.path : cache.path.appending(place))
    }
    let doomed = try await doomed(cache)
    let path = cache.path
    let outcome = await Removal(from: path, patience: .zero).remove(doomed)
    // Root may remove it all the same.
    guard geteuid() != 0 else { return }
    #expect(outcome.kept == doomed)
    #expect(outcome.failure != nil)
  }
}

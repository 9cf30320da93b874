import Foundation
import PipCache
import PipFiles
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct DeadEntriesTests {
  private static let head = TestCache.head("https://index.example/simple/demo/")
  private static let wheels = "wheels/00/11/22/" + String(repeating: "0", count: 50)

  private func dead(_ cache: borrowing TestCache) async throws -> [String] {
    let dead = try await DeadEntries.of(CacheScan(cache.path, workers: 1), now: .now())
    return dead.doomed.map { $0.place.names.map(\.systemText).joined(separator: "/") }.sorted()
  }

  @Test(
    "what nobody finished or needs is dead once it is old enough",
    arguments: [
      (head, 700, 500), (head + ".body", 700, 500), (head + "abcdefgh.tmp", 700, 500),
      (head + ".bodyabcdefgh.tmp", 700, 500), ("\(wheels)/origin.json", 90_000, 80_000),
      ("\(wheels)/tmpabcdefgh/a/b", 90_000, 80_000), ("selfcheck.json", 700_000, 600_000),
      ("myhost-7f1c2d3e.12345678901", 700_000, 600_000),
      ("swiftpip/identitiesabcdefgh.tmp", 700, 500), ("swiftpip/import-1a/0", 90_000, 80_000),
    ] as [(String, TimeInterval, TimeInterval)]
  )
  func deadOnceOld(name: String, old: TimeInterval, young: TimeInterval) async throws {
    let cache = try TestCache()
    // Files that guarded the old state were empty.
    try cache.folder.write(name, name.hasPrefix("myhost") ? "" : "x")
    try cache.age(young)
    #expect(try await dead(cache).isEmpty)
    try cache.age(old)
    #expect(try await dead(cache) == [name])
  }

  @Test func `what is whole or nobody's is not dead, however old`() async throws {
    let cache = try TestCache()
    try cache.store("https://index.example/simple/demo/", Array("body".utf8))
    try cache.folder.write("\(Self.wheels)/demo-1-py3-none-any.whl", "")
    try cache.folder.write("\(Self.wheels)/origin.json", "{}")
    try cache.folder.write("swiftpip/identities", "")
    try cache.folder.write("swiftpip/import-1a/0", "")
    try cache.folder.write("swiftpip/import-1a/journal", "")
    try cache.folder.write("notes.tmp", "")
    try cache.folder.write("python-3.11", "precious")
    try cache.folder.write("photos-2024.12345678901", "precious")
    try cache.folder.write("http-v2/notes", "")
    try cache.folder.write("http/0/notesabcdefgh.tmp", "")
    try cache.age(10_000_000)
    #expect(try await dead(cache).isEmpty)
  }

  @Test func `an origin is that of a wheel that is seen elsewhere in the folder`() async throws {
    let cache = try TestCache()
    try cache.folder.write("\(Self.wheels)/origin.json", "{}")
    try cache.folder.write("\(Self.wheels)/demo-1-py3-none-any.whl", "")
    try cache.age(10_000_000)
    let scan = CacheScan(cache.path, walk: TreeWalk(batch: 1))
    #expect(try await DeadEntries.of(scan, now: .now()).doomed.isEmpty)
  }

  @Test func `folders that were left empty go, but not those that pip builds in`() async throws {
    let cache = try TestCache()
    for name in [
      "http-v2/a/b/c/d/e", "http-v2/1/2", "http/0", "swiftpip/quarantine/http-v2/a",
      "swiftpip/import-1a",
    ] {
      try cache.folder.makeFolder(name)
    }
    try cache.folder.makeFolder(Self.wheels)
    try cache.folder.makeFolder("selfcheck")
    try cache.store("https://index.example/simple/demo/", Array("body".utf8))
    #expect(try await DeadEntries.of(CacheScan(cache.path), now: .now()).emptyFolders.isEmpty)
    try cache.age(700)
    var dead = try await DeadEntries.of(CacheScan(cache.path), now: .now())
    #expect(dead.emptyFolders.count == 4)
    try cache.age(90_000)
    dead = try await DeadEntries.of(CacheScan(cache.path), now: .now())
    #expect(dead.emptyFolders.count == 5)
    var outcome = Removal.Outcome()
    Removal(from: cache.path).removeEmpty(dead.emptyFolders, &outcome)
    #expect(outcome.folders == 12)
    #expect(outcome.failure == nil)
    let left = cache.everything(below: cache.path).map {
      String($0.string.dropFirst(cache.path.length + 1))
    }
    #expect(left.contains(Self.wheels) && left.contains("selfcheck") && left.contains("http"))
    #expect(!left.contains("http-v2/1") && !left.contains { $0.hasPrefix("swiftpip/") })
    #expect(left.contains(Self.head))
  }

  @Test func `a removal that was interrupted is finished by the next`() async throws {
    let cache = try TestCache()
    try cache.store("https://index.example/simple/demo/", Array("body".utf8))
    let doomed = try await cache.contents().entries.map { DoomedEntry($0, reason: "test") }
    let path = cache.path
    let removal = Task { await Removal(from: path, patience: .seconds(60)).remove(doomed) }
    try await Task.sleep(for: .milliseconds(250))
    // What a killed process would leave behind.
    let snapshot = try TestCache()
    for name in cache.files where name.hasPrefix("http-v2") {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path.appending(name).string))
      let copy = try snapshot.folder.write(name, Array(bytes))
      if try path.appending(name).status().mode.rawValue & 0o200 == 0 {
        try setMode(0o400, of: copy)
      }
    }
    removal.cancel()
    _ = await removal.value
    try snapshot.age(700)
    let dead = try await DeadEntries.of(CacheScan(snapshot.path, workers: 1), now: .now())
    #expect(dead.doomed.map(\.reason) == ["a removal that nobody finished"])
    let outcome = await Removal(from: snapshot.path, patience: .zero).remove(dead.doomed)
    #expect(outcome.removed.count == 1)
    #expect(snapshot.files.isEmpty)
  }
}

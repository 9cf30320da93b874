import PipCache
import PipSystem
import Testing

@testable import CachePlugin

@Suite struct EntryOrderTests {
  private static func entry(
    _ kind: EntryKind,
    _ project: String?,
    _ version: String? = nil,
    _ fileName: String? = nil,
    size: Int64 = 1,
    stored: Int64 = 0,
    used: Int64 = 0,
    at folder: String = "a"
  ) throws -> CacheEntry {
    CacheEntry(
      place: .file([try #require(EntryName(systemText: folder))]),
      identity: ContentIdentity(kind, project: project, version: version, fileName: fileName),
      content: IdentityMemory.Key(inode: 1, size: size, modified: Timestamp(seconds: stored)),
      isRemembered: false,
      lastUsedAt: Timestamp(seconds: used)
    )
  }

  @Test func `by name: project in any case, kind, version, file, place; the nameless last`() throws
  {
    let ordered = [
      try Self.entry(.indexPage, "alpha"),
      try Self.entry(.wheel, "Alpha", "1.0", "alpha-1.0-a.whl"),
      try Self.entry(.wheel, "alpha", "1.0", "alpha-1.0-b.whl", at: "a"),
      try Self.entry(.wheel, "alpha", "1.0", "alpha-1.0-b.whl", at: "b"),
      try Self.entry(.wheel, "alpha", "1.1"),
      // One name is the beginning of the other.
      try Self.entry(.indexPage, "alpha-one"),
      try Self.entry(.sdist, "Beta"),
      try Self.entry(.other, nil, at: "c"),
      try Self.entry(.other, nil, at: "d"),
      try Self.entry(.state, nil, at: "a"),
    ]
    for _ in 0..<20 { #expect(EntryOrder.name.sorted(ordered.shuffled()) == ordered) }
  }

  @Test func `by size, time of storing and last use: the most first, then by name`() throws {
    let first = try Self.entry(.wheel, "b", size: 9, stored: 3, used: 4)
    let second = try Self.entry(.wheel, "a", size: 5, stored: 8, used: 4)
    let third = try Self.entry(.other, nil, size: 5, stored: 1, used: 6)
    let all = [third, second, first]
    #expect(EntryOrder.size.sorted(all) == [first, second, third])
    #expect(EntryOrder.stored.sorted(all) == [second, first, third])
    #expect(EntryOrder.used.sorted(all) == [third, second, first])
  }
}

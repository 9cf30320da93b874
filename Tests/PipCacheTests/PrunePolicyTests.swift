import PipCache
import PipSystem
import Testing

@Suite struct PrunePolicyTests {
  private static let now = Timestamp(seconds: 1_700_000_000)

  private func entry(
    _ name: String,
    _ kind: EntryKind,
    age: Duration,
    size: Int64
  ) throws -> CacheEntry {
    CacheEntry(
      place: .response(CacheKey(ofAddress: name)),
      identity: ContentIdentity(kind, project: name),
      content: IdentityMemory.Key(inode: 1, size: size, modified: Self.now - age),
      isRemembered: false,
      lastUsedAt: Self.now - age
    )
  }

  private func entries() throws -> [CacheEntry] {
    [
      try entry("new-wheel", .wheel, age: .seconds(60), size: 500),
      try entry("wheel", .wheel, age: .seconds(86_400), size: 400),
      try entry("old-wheel", .wheel, age: .seconds(864_000), size: 300),
      try entry("page", .indexPage, age: .seconds(3_600), size: 200),
      try entry("old-page", .indexPage, age: .seconds(172_800), size: 100),
    ]
  }

  private func gone(_ change: (inout PrunePolicy) -> Void) throws -> [String] {
    var policy = PrunePolicy(now: Self.now)
    change(&policy)
    return policy.doomed(among: try entries(), beside: []).compactMap(\.title)
      .map { $0.replacing("page of ", with: "") }
  }

  @Test func `without a wish nothing goes`() throws {
    #expect(try gone { _ in } == [])
  }

  @Test(
    arguments: [
      (.seconds(864_001), []), (.seconds(200_000), ["old-wheel"]),
      (.seconds(86_000), ["wheel", "old-wheel", "old-page"]),
      (.zero, ["wheel", "old-wheel", "page", "old-page"]),
    ] as [(Duration, [String])]
  )
  func `what was not used for long goes, but nothing within the grace`(
    age: Duration,
    expected: [String]
  ) throws {
    #expect(try gone { $0.age = age } == expected)
  }

  @Test(
    arguments: [
      (1500, []), (1499, ["old-page"]), (1300, ["old-page", "page"]),
      (1200, ["old-page", "page"]), (1199, ["old-page", "page", "old-wheel"]),
      (0, ["old-page", "page", "old-wheel", "wheel"]),
    ] as [(Int64, [String])]
  )
  func `pages go first, then what was used least lately, until the rest is small enough`(
    size: Int64,
    expected: [String]
  ) throws {
    #expect(try gone { $0.size = size } == expected)
  }

  @Test func `what is dead anyway is counted neither way`() throws {
    var policy = PrunePolicy(now: Self.now)
    policy.size = 1400
    let all = try entries()
    let dead = DoomedEntry(all[1], reason: "dead")
    #expect(policy.doomed(among: all, beside: [dead]).isEmpty)
  }
}

import PipArchives
import PipHashing
import Testing

@testable import PipSnapshots

@Suite struct HeldContentsTests {
  private static func digest(_ content: [UInt8]) -> CompactDigest {
    CompactDigest(HashAlgorithm.sha256.digest(of: content))
  }

  @Test func `small ones are kept while there is room, each once`() {
    var held = HeldContents(room: 1000)
    let contents = (0..<4).map { [UInt8](repeating: $0, count: 300) }
    for content in contents + contents { held.hold(content, Self.digest(content)) }
    #expect(contents.map { held[Self.digest($0)] } == [contents[0], contents[1], nil, nil])

    var other = HeldContents(room: 1000)
    for content in contents.dropFirst() { other.hold(content, Self.digest(content)) }
    held.merge(other)
    #expect(contents.map { held[Self.digest($0)] } == [contents[0], contents[1], contents[2], nil])
  }

  @Test func `large ones are not kept`() {
    var held = HeldContents(room: HeldContents.most)
    for size in [HeldContents.largest, HeldContents.largest + 1] {
      let content = [UInt8](repeating: 1, count: size)
      held.hold(content, Self.digest(content))
      #expect((held[Self.digest(content)] != nil) == (size == HeldContents.largest))
    }
  }

  @Test(arguments: [SnapshotManifest.Level.exact, .internal, .public])
  func `what is kept and what is read again make the same bytes`(
    level: SnapshotManifest.Level
  ) async throws {
    let cache = try FullCache()
    let plan = try await cache.plan(level)
    #expect(plan.manifest.files.allSatisfy { plan.held[$0.sha256] != nil })
    let forgetful = SnapshotPlan(
      manifest: plan.manifest,
      stamps: plan.stamps,
      sources: plan.sources,
      held: HeldContents(room: 0)
    )
    let (kept, read) = (MemoryFile(), MemoryFile())
    try await plan.write(.none, to: kept)
    try await forgetful.write(.none, to: read)
    #expect(kept.bytes == read.bytes)
  }
}

import PipArchives
import PipCache
import PipHashing
import PipSystem
import TestSupport
import Testing

@testable import PipSnapshots

extension FullCache {
  /// A report of the cache, packed.
  func report() async throws -> [UInt8] {
    let contents = try await CacheContents.of(
      CacheScan(folder.path),
      areas: [.httpV2, .http, .wheels, .selfCheck],
      indexes: [Self.index]
    )
    let damages = try await Verification.of(
      folder.path,
      indexes: [],
      now: .now(),
      patience: .zero
    ).damages
    let plan = try await SnapshotReport.plan(
      of: contents.entries,
      among: contents.entries,
      SnapshotReport.Request(
        SnapshotPlan.Request(
          directory: folder.path,
          level: .report,
          publicIndex: Self.index,
          maker: .init(tool: "swiftpip", platform: "test")
        ),
        damages: damages,
        findings: ["cache.not-owned": "error"]
      )
    )
    let file = MemoryFile()
    try await plan.write(.none, to: file)
    return file.bytes
  }
}

@Suite struct SnapshotReportTests {
  @Test func `it has numbers and labels, and no name`() async throws {
    let cache = try FullCache()
    let bytes = try await cache.report()
    let text = String(decoding: bytes, as: UTF8.self)
    for hidden in [FullCache.canary, "demo", "own-1", "\"own\"", "index.example", "a1b2c3"] {
      #expect(!text.contains(hidden), "\(hidden)")
    }
    for name in try cache.contents.keys {
      let last = name.split(separator: "/").last.map(String.init) ?? name
      #expect(!text.contains(last) || last == "origin.json", "\(last)")
    }
    let (manifest, contents) = try TestSnapshot.unpacked(bytes)
    #expect(contents.isEmpty && manifest.files.isEmpty)
    #expect(manifest.findings == ["cache.not-owned": "error"])
    #expect(manifest.redaction.level == .report)
    #expect(manifest.redaction.omitted == ["credential": 1])
    #expect(manifest.redaction.publicIndex == nil)
    #expect(manifest.reported.contains { $0.kind == .wheel && $0.area == .wheels })
  }

  @Test func `what the public index has is told by its digest`() async throws {
    let cache = try FullCache()
    let (manifest, _) = try TestSnapshot.unpacked(await cache.report())
    let digests = manifest.reported.compactMap(\.digest)
    #expect(digests.contains(HashAlgorithm.sha256.digest(of: FullCache.wheel)))
    // The page and the wheel; METADATA came with a cookie.
    #expect(digests.count == 2)
  }

  @Test func `entries of one project have one label, another in each report`() async throws {
    let cache = try FullCache()
    let first = try TestSnapshot.unpacked(await cache.report()).0
    let second = try TestSnapshot.unpacked(await cache.report()).0
    let labels = first.reported.compactMap(\.projectLabel)
    #expect(Set(labels).count < labels.count)
    #expect(Set(labels).isDisjoint(with: second.reported.compactMap(\.projectLabel)))
    #expect(Set(first.reported.map(\.label)).isDisjoint(with: second.reported.map(\.label)))
    #expect(first.identity != second.identity)
  }

  @Test func `headers are told that say how a response is kept`() async throws {
    let cache = try FullCache()
    let odd = "private; token=\(String(repeating: "a1", count: 20))"
    try cache.store(
      FullCache.index + "odd/",
      FullCache.page("odd", "https://a.example/odd-1.0-py3-none-any.whl", []),
      [
        ("Content-Type", FullCache.json), ("Cache-Control", "max-age=600, public"),
        ("ETag", "\"\(FullCache.canary)\""), ("Vary", odd),
      ]
    )
    let (manifest, _) = try TestSnapshot.unpacked(await cache.report())
    let headers = manifest.reported.map(\.headers)
    #expect(
      headers.contains(["content-type": FullCache.json, "cache-control": "max-age=600, public"])
    )
    #expect(manifest.reported.contains { $0.status == 200 })
  }

  @Test func `what is damaged is told by its code`() async throws {
    let cache = try FullCache()
    let place = FullCache.place(FullCache.wheelAddress)
    try cache.folder.write(place + ".body", Array(FullCache.wheel.dropLast(9)))
    let (manifest, _) = try TestSnapshot.unpacked(await cache.report())
    #expect(manifest.reported.contains { $0.problem == "digest" })
  }

  @Test func `a line that no entry has is refused`() async throws {
    let bytes = try await FullCache().report()
    let text = String(decoding: bytes, as: UTF8.self)
    let line = try #require(text.split(separator: "\n").dropFirst().first { $0.contains("label") })
    #expect(ReportedEntry(line: Array(line.utf8)[...]) != nil)
    for (old, new) in [
      ("\"kind\":\"", "\"kind\":\"x"), ("\"area\":\"", "\"area\":\"x"),
      ("\"label\":\"", "\"label\":\"g"), ("\"size\":", "\"size\":\"x\",\"size\":"),
    ] {
      let other = line.replacing(old, with: new)
      #expect(ReportedEntry(line: Array(other.utf8)[...]) == nil, "\(other)")
    }
  }
}

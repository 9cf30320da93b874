import TestSupport
import Testing

@testable import PipCache

@Suite struct TombstoneFuzzTests {
  private static let fresh: Set<String> = [
    "age", "cache-control", "content-length", "date", "expires", "last-modified", "pragma",
  ]

  private static let seeds: [[UInt8]] = {
    let head = TestCache.headBytes([
      ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Content-Type", "text/html"), ("ETag", "\"1\""),
      ("Cache-Control", "max-age=600"), ("Content-Length", "12"),
    ])
    return [
      Tombstone(inPlaceOf: head).bytes, head, Tombstone(inPlaceOf: []).bytes,
      TestCache.headBytes([("etag", "\"swiftpip-removed-0\""), ("date", "")]),
      TestCache.headBytes([("ETAG", "\"swiftpip-removed-\u{301}\""), ("x", "\u{212A}")]),
      TestCache.headBytes([("etag", "W/\"swiftpip-removed-0\"")], status: 301), Array("cc=4,".utf8),
    ]
  }()

  private static let tokens = [
    "cc=4,", "response", "headers", "status", "vary", "body", "ETag", "etag", "Date", "date",
    "\"swiftpip-removed-", "Expires", "\u{301}", "\u{212A}", "\r\n",
  ]

  @Test func `a tombstone over a head is one, and pip reads it as out of date`() throws {
    let pieces: [[UInt8]] = [[0x80], [0xC0], [0xDF], [0xA4], [0xFF]]
    let run = FuzzRun("tombstone", tokens: Self.tokens, pieces: pieces)
    let findings = try run.findings(from: Self.seeds) { bytes in
      let tombstone = Tombstone(inPlaceOf: bytes).bytes
      let response = try? CachedResponse(tombstone[...])
      let isAlready = Tombstone.isTombstone(bytes)
      guard isAlready || (try? CachedResponse(bytes[...])) != nil else {
        return Tombstone.isTombstone(tombstone) ? .refused : .broken(["over anything it is one"])
      }
      return .read([
        "it is one": Tombstone.isTombstone(tombstone),
        "pip does not fail on it": response.map { $0.fatalFlaw == nil } ?? false,
        "it has no body": response?.document["response"]?["body"] == .bytes([]),
        "nothing says how fresh it is": response?.headers.allSatisfy {
          !Self.fresh.contains($0.name.lowercased())
        } ?? false,
        "it has one tag": response?.headers.count { $0.name.lowercased() == "etag" } == 1,
        "what is one already has no date": !isAlready
          || (try? CachedResponse(bytes[...]))?.header("date") == nil,
      ])
    }
    #expect(findings.isEmpty)
  }
}

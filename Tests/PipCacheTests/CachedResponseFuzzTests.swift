import PipCache
import TestSupport
import Testing

@Suite struct CachedResponseFuzzTests {
  private static let seeds: [[UInt8]] = [
    TestCache.headBytes([("Content-Type", "text/html"), ("Content-Length", "12")]),
    TestCache.headBytes([("Date", "Sun, 06 Nov 1994 08:49:37 GMT")], status: 301),
    TestCache.headBytes([("date", "Sunday, 06-Nov-94 08:49:37 GMT")], status: 308),
    TestCache.headBytes([("Date", "Sun Nov  6 08:49:37 1994")], status: 301),
    TestCache.headBytes([("Content-Length", "99999999999999999999")], extra: "unknown"),
    // Names and values as pips on Python 2 may have them: bytes, and none.
    Array("cc=4,".utf8)
      + MessagePack.map([
        .init(.text("vary"), .map([.init(.bytes([0x61]), .null)])),
        .init(
          .text("response"),
          .map([
            .init(.text("status"), .integer(200)),
            .init(.text("headers"), .map([.init(.bytes([0xFF]), .bytes([0xC3, 0x28]))])),
          ])
        ),
      ]).encoded,
    Array("cc=4,".utf8), Array("cc=3,".utf8), Array("cc=0,pickle".utf8),
  ]

  private static let tokens = [
    "cc=4,", "response", "headers", "status", "vary", "body", "Date", "date", "content-length",
    "Content-Encoding", "gzip", " GMT", "-", ":", ",", "Nov", "\u{301}", "\u{212A}", "\r\n",
  ]

  @Test func `what is read means the same when it is written`() throws {
    let run = FuzzRun("cached-response", tokens: Self.tokens, pieces: [[0x80], [0xC0], [0xDF]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let response = try CachedResponse(bytes[...])
      _ = response.fatalFlaw
      let again = try CachedResponse(response.encoded[...])
      return .read([
        "it reads equal": again == response,
        "what was written is written again": again.encoded == response.encoded,
        "it is as short as it can be": response.encoded.count <= bytes.count,
        "a length is none that is negative": response.contentLength ?? 0 >= 0,
      ])
    }
    #expect(findings.isEmpty)
  }

  @Test func `what pip wrote is written byte for byte`() {
    for seed in Self.seeds {
      guard let response = try? CachedResponse(seed[...]) else { continue }
      #expect(response.encoded == seed)
    }
  }
}

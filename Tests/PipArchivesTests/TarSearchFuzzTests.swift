import PipArchives
import TestSupport
import Testing

@Suite struct TarSearchFuzzTests {
  private static let wanted = TarWriter.member("demo-1/PKG-INFO", "Name: demo\n")
  private static let end = [UInt8](repeating: 0, count: 1024)

  private static let seeds: [[UInt8]] = [
    TarWriter.member("demo-1/", "", kind: "5")
      + TarWriter.member("demo-1/setup.py", String(repeating: "x", count: 700)) + wanted + end,
    TarWriter.member("x", "24 path=demo-1/PKG-INFO\n", kind: "x")
      + TarWriter.member("other", "Name: demo\n") + end,
    TarWriter.member("././@LongLink", "demo-1/PKG-INFO\0", kind: "L")
      + TarWriter.member("other", "Name: demo\n") + end,
    TarWriter.member("demo-1/PKG-INFO", "x", size: "77777777777") + end,
    TarWriter.member("x", "999999999999999999999 path=x\n", kind: "x") + wanted + end,
    [UInt8](repeating: 0x41, count: 1024), [],
  ]

  private static let tokens = [
    "path=", "24 path=demo-1/PKG-INFO\n", "0 ", "1 ", "2 \n", "PKG-INFO", "ustar", "ustar\u{0}00",
    "77777777777", " ", "\u{0}", "x", "L", "g", "5",
  ]

  private static let pieces: [[UInt8]] = [
    [0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [UInt8](wanted[..<512]),
    [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], wanted,
  ]

  private func search(_ bytes: [UInt8], pieces: Int) -> TarSearch.Verdict {
    var search = TarSearch(limit: 1000) { $0.suffix(9).elementsEqual("/PKG-INFO".utf8) }
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      search.feed(Array(bytes[start...].prefix(pieces)))
    }
    return search.verdict
  }

  /// Returns an archive with sums that are right wherever a header may be, or no change would ever
  /// come further than to a sum that is wrong.
  private func mended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for start in stride(from: 0, to: bytes.count - 511, by: 512)
    where bytes[(start + 257)...].starts(with: "ustar".utf8) {
      let place = (start + 148)..<(start + 156)
      bytes.replaceSubrange(place, with: repeatElement(0x20, count: 8))
      let sum = bytes[start..<(start + 512)].reduce(0) { $0 + Int($1) }
      let digits = Array(String(sum, radix: 8).utf8)
      bytes.replaceSubrange(place.prefix(digits.count), with: digits)
    }
    return bytes
  }

  @Test func `a member is found in whatever pieces the archive comes`() throws {
    let run = FuzzRun("tar-search", tokens: Self.tokens, pieces: Self.pieces)
    let findings = try run.findings(from: Self.seeds) { bytes in
      let mended = mended(bytes)
      let whole = [bytes, mended].map { search($0, pieces: max(1, $0.count)) }
      let pieces = [bytes, mended].map { search($0, pieces: 97) }
      let found = whole.compactMap { verdict -> [UInt8]? in
        guard case .found(_, let content) = verdict else { return nil }
        return content
      }
      guard !found.isEmpty || whole != pieces else { return .refused }
      return .read([
        "it is the same": whole == pieces,
        "it is in the limit": found.allSatisfy { $0.count <= 1000 },
      ])
    }
    #expect(findings.isEmpty)
  }
}

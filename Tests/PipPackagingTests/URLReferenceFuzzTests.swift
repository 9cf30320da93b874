import PipPackaging
import TestSupport
import Testing

@Suite struct URLReferenceFuzzTests {
  private static let seeds = [
    "https://me:secret@index.example:8080/a%20b/ü;x?q=%zz&r#sha256=ff", "../../x/./y//z",
    "//host/p", "file:///srv/x%2Fy", "?q", "#f", "", "a:b:c", "HTTP://[::1]/..", "x:/.//y",
    " \thttps://a/\nb\r/c ",
    "/" + String(repeating: "a/../", count: 3000), String(repeating: "../", count: 3000),
    String(repeating: "%", count: 3000), "https://a@b@c/" + String(repeating: "/", count: 3000),
  ].map { Array($0.utf8) }

  private static let tokens = [
    "/", "//", ".", "..", "../", "./", ":", "://", "?", "#", "@", "%", "%2F", "%2e", "%00", "%FF",
    "\\", "[", "]", "https:", " ", "\t", "\n", "\u{0}", "é", "~",
  ]

  private static let page = URLReference("https://index.example/simple/demo/?page")

  private func isPrintable(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  @Test func `an address is spelled in one way, and a file name leads nowhere`() throws {
    let run = FuzzRun("url-reference", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let reference = URLReference(utf8: bytes)
      let texts = [reference, reference.resolved(against: Self.page)].map(\.absoluteText)
      return .read([
        "it is ASCII": texts.allSatisfy(isPrintable) && isPrintable(reference.redactedText),
        "it is spelled in one way": texts.allSatisfy { URLReference($0).absoluteText == $0 },
        "a page makes it whole": reference.resolved(against: Self.page).scheme != nil,
        "a file name is one": reference.fileName.map { !$0.isEmpty && !$0.utf8.contains(0x2F) }
          ?? true,
      ])
    }
    #expect(findings.isEmpty)
  }

  @Test func `what is encoded stands for what it stood for before`() throws {
    let run = FuzzRun("percent-encoding", tokens: Self.tokens, pieces: [[0xFF], [0x25]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let decoded = PercentEncoding.decode(bytes[...])
      let encoded = PercentEncoding.encode(bytes[...], keeping: PercentEncoding.isUnreserved)
      let again = PercentEncoding.encode(encoded[...], keeping: PercentEncoding.isUnreserved)
      return .read([
        "it is the same": PercentEncoding.decode(encoded[...]) == decoded,
        "it is not encoded twice": again == encoded,
        "it grows to three times at most": encoded.count <= 3 * bytes.count,
        "decoded it is no longer": decoded.count <= bytes.count,
      ])
    }
    #expect(findings.isEmpty)
  }
}

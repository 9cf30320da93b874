import PipPackaging
import TestSupport
import Testing

@Suite struct MetadataHeadersFuzzTests {
  private static let seeds: [[UInt8]] =
    [
      "From a\nName: demo\nFrom b\n c\n: d\n e\nVersion: 1\rno header\nName: other",
      "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: a\n  b\n\tc\n\nName: other",
      "Wheel-Version: 1.0\r\nTag: py3-none-any\r\nTag: cp311-abi3-any\r\n\r\nTag: none",
      " a\n\u{A0}b : \u{3000}c\u{85}\n:\n::\n\u{FEFF}d: e",
      "a:\n" + String(repeating: " \n", count: 3000),
      String(repeating: ":\n", count: 3000), "a: " + String(repeating: "\u{2003}", count: 3000),
    ].map { Array($0.utf8) } + [[0x61, 0x3A, 0xE2, 0x80, 0x0A, 0x62, 0x3A, 0xC2, 0x20]]

  private static let tokens = [
    "\n", "\r\n", "\r", " ", "\t", ":", "Name: ", "\n ", "\u{A0}", "\u{85}", "\u{2028}", "\u{3000}",
    "\u{FEFF}", "\u{0}", "\u{C}", "é",
  ]

  @Test func `headers that are written again are read again`() throws {
    let run = FuzzRun(
      "metadata-headers",
      tokens: Self.tokens,
      pieces: [[0xE2, 0x80], [0xC2], [0xFF]]
    )
    let findings = try run.findings(from: Self.seeds) { bytes in
      let headers = MetadataHeaders(bytes).headers
      guard let first = headers.first else { return .refused }
      // Of values in several lines it is not known how they were indented.
      let short = headers.filter { !$0.value.utf8.contains(0x0A) }
      let text = short.map { "\($0.name): \($0.value)\n" }.joined()
      let again = MetadataHeaders(Array(text.utf8)).headers
      return .read([
        "they are the same": again.map(\.name) == short.map(\.name)
          && again.map(\.value) == short.map(\.value),
        "the first is found by its name": MetadataHeaders(bytes)[first.name] == first.value,
        "a name is visible ASCII and no colon": headers.allSatisfy { header in
          !header.name.isEmpty
            && header.name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A }
        },
        "a value has no line of its own": headers.allSatisfy { !$0.value.utf8.contains(0x0D) },
      ])
    }
    #expect(findings.isEmpty)
  }
}

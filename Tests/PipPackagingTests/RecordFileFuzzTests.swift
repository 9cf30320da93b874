import PipPackaging
import TestSupport
import Testing

@Suite struct RecordFileFuzzTests {
  private static let seeds: [[UInt8]] =
    [
      "a/__init__.py,sha256=AbC-_=,12\r\n\"b, \"\"c\"\".py\",SHA512=x,\na-1.dist-info/RECORD,,\n\n",
      "a,,\rb,,\r\nc,,\n", "\u{FEFF}a,,", "\"\n\",,", "a,=,0", "\"a", "\"a\"b,,", "a,,+5",
      "a,,9223372036854775807", "a,b=\u{301}c,", String(repeating: ",", count: 5000),
      String(repeating: "\n", count: 5000), String(repeating: "\"", count: 5001),
      String(repeating: "a,,\n", count: 2000),
    ].map { Array($0.utf8) } + [[0xEF, 0xBB, 0xBF, 0xFF, 0x2C, 0x2C]]

  private static let tokens = [
    ",", "\"", "\"\"", "\n", "\r", "\r\n", "=", "sha256=", ",,\n", "-1", "+", "\u{FEFF}", "\u{0}",
    "\u{301}", "\u{600}", "é",
  ]

  /// Returns rows as Python's `csv` module writes them, all fields in quotes.
  private func written(_ rows: [RecordFile.Row]) -> [UInt8] {
    rows.flatMap { row in
      let hash = row.algorithm.map { "\($0)=\(row.digest ?? "")" } ?? ""
      let fields = [row.path, hash, row.size.map { "\($0)" } ?? ""].map { field in
        field.utf8.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
      }
      let quoted = fields.map { Array("\"".utf8) + $0 + Array("\"".utf8) }
      return Array(quoted.joined(separator: ",".utf8)) + [0x0A]
    }
  }

  @Test func `rows that are written again are read again`() throws {
    let run = FuzzRun(
      "record-file",
      tokens: Self.tokens,
      pieces: [[0xFF], [0xC3], [0xEF, 0xBB, 0xBF]]
    )
    let findings = try run.findings(from: Self.seeds) { bytes in
      guard let rows = RecordFile(bytes)?.rows else { return .refused }
      return .read([
        "they are the same": RecordFile(written(rows))?.rows == rows,
        "a size is none that is negative": rows.allSatisfy { $0.size ?? 0 >= 0 },
      ])
    }
    #expect(findings.isEmpty)
  }
}

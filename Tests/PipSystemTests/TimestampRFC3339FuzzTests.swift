import PipSystem
import TestSupport
import Testing

@Suite struct TimestampRFC3339FuzzTests {
  /// The years 1 to 9999: an offset can lead out of them, and other years cannot be read.
  private static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  private static let seeds = [
    "2026-11-22T07:38:38Z", "2026-11-22 07:38:38,360829+00:00", "2024-02-29T23:59:59.5-23:59:59",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999999-235959", "2026-11-22T07:38:38.Z",
    "2026-11-22T07:38:38." + String(repeating: "9", count: 5000) + "Z",
  ].map { Array($0.utf8) }

  private static let tokens = [
    "T", " ", "Z", "+", "-", ":", ".", ",", "0", "00", "29", "59", "60", "0000", "9999", "2",
    "\u{301}", "\u{0}",
  ]

  @Test func `a time that is read and written is the same second`() throws {
    let run = FuzzRun(
      "timestamp-rfc3339",
      tokens: Self.tokens,
      pieces: [[0xFF], [0xEF, 0xBC, 0x92]]
    )
    let findings = try run.findings(from: Self.seeds) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let moment = Timestamp(rfc3339: text) else { return .refused }
      let isInYears = Self.seconds.contains(moment.seconds)
      let again = Timestamp(rfc3339: moment.rfc3339)
      return .read([
        "it is the same": again?.seconds == moment.seconds || !isInYears,
        "a second has no more nanoseconds": (0..<1_000_000_000).contains(moment.nanoseconds),
      ])
    }
    #expect(findings.isEmpty)
  }
}

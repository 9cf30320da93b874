import PipPackaging
import PipSystem
import PipVersionCheck
import TestSupport
import Testing

@Suite struct StateFileFuzzTests {
  private static let prefix = "/srv/venv"
  /// 0001-01-01T00:00:00Z: an offset can lead to a moment before it, which cannot be written.
  private static let firstMoment = Timestamp(seconds: -62_135_596_800)

  private static let seeds: [[UInt8]] =
    [
      #"{"key":"/srv/venv","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"#,
      #"{"key": "\/srv\u002fvenv", "a": [1, {}], "last_check": "2026-11-20T00:00:00.36+00:00", "#
        + #""pypi_version": "V25.0-RC1"}"#,
      #"{"key":"/srv/venv","key":"/other","last_check":"9999-12-31T23:59:59Z","pypi_version":"1"}"#,
      #"{"key":"\ud800","last_check":null,"pypi_version":1e999}"#,
      "{\"a\":" + String(repeating: "[", count: 3000),
      String(repeating: "{\"key\":", count: 3000),
    ].map { Array($0.utf8) } + [
      [0xFF, 0xFE] + Array("{}".utf8).flatMap { [$0, 0] }, [0xFF, 0xFE, 0x7B], [0, 0, 0xFE, 0xFF],
      [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
    ]

  private static let tokens = [
    "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "null", "1e999", "key",
    "last_check", "pypi_version", "/srv/venv", "2026-11-20T00:00:00Z", "+23:59", "0001-01-01",
    "1.0", "\u{301}", "\u{FEFF}",
  ]

  @Test func `what is read from a state can be written, and read again`() throws {
    let run = FuzzRun(
      "state-file",
      tokens: Self.tokens,
      pieces: [[0xFF], [0], [0xC3], [0xFF, 0xFE]]
    )
    let findings = try run.findings(from: Self.seeds) { bytes in
      let key = StateFile.key(of: bytes)
      let record = try StateFile.read(bytes, for: Self.prefix, now: present)
      let isOld = record.checkedAt < Self.firstMoment
      let isLong = record.latest.description.utf8.count > Version.lengthLimit
      guard !isOld, !isLong else { return .read }
      let written = StateFile.bytes(of: record, for: Self.prefix)
      let again = try? StateFile.read(written, for: Self.prefix, now: present)
      return .read([
        "its key is known": key == Self.prefix,
        "the version is the same": again?.latest == record.latest,
        "the second is the same": again?.checkedAt.seconds == record.checkedAt.seconds,
        "it is not from the future": record.checkedAt <= present,
      ])
    }
    #expect(findings.isEmpty)
  }
}

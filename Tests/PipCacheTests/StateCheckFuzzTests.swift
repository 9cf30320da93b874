import TestSupport
import Testing

@testable import PipCache

@Suite struct StateCheckFuzzTests {
  private static let prefix = "/srv/venv"

  private static let seeds: [[UInt8]] =
    [
      #"{"key":"/srv/venv","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"#,
      #"{"key":"/srv/\ufffd","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"#,
      #"{"key":"/other","last_check":"","pypi_version":"","key":"\/srv\u002fvenv"}"#,
      #"{"key":"/srv/venv","last_check":null,"pypi_version":1e999}"#, "{}", "",
      "{\"a\":" + String(repeating: "[", count: 3000),
      String(repeating: "{\"key\":", count: 3000),
    ].map { Array($0.utf8) } + [
      [0xFF, 0xFE] + Array("{}".utf8).flatMap { [$0, 0] }, [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
    ]

  private static let tokens = [
    "{", "}", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "\\ufffd", "null", "\"key\":",
    "\"last_check\":\"\"", "\"pypi_version\":\"\"", "/srv/venv", "/other", "\u{301}", "\u{FEFF}",
    "\u{FFFD}",
  ]

  @Test func `a state is that of one environment, whatever stands around it`() throws {
    let (own, other) = (CacheKey(ofAddress: Self.prefix), CacheKey(ofAddress: "/other"))
    let run = FuzzRun("state-check", tokens: Self.tokens, pieces: [[0xFF], [0xC3], [0]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let problem = StateCheck.problem(of: bytes, named: own)
      guard problem != .stateUnreadable else { return .refused }
      let text = String(decoding: bytes, as: UTF8.self).lowercased()
      let isOfBoth = problem == nil && StateCheck.problem(of: bytes, named: other) == nil
      return .read([
        "white space around it changes nothing": problem
          == StateCheck.problem(of: [0x20] + bytes + [0x0A], named: own),
        "it is wrong in no other way": problem == nil || problem == .stateForeign,
        "only one that is no text could be anybody's": !isOfBoth || text.contains("fffd")
          || text.contains("\u{FFFD}"),
      ])
    }
    #expect(findings.isEmpty)
  }
}

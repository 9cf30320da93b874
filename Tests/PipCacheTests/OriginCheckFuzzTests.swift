import PipPackaging
import TestSupport
import Testing

@testable import PipCache

@Suite struct OriginCheckFuzzTests {
  private static let seeds: [[UInt8]] =
    [
      #"{"archive_info": {}, "url": "https://index.example/demo-1.0.tar.gz"}"#,
      #"{"archive_info": {"hash": "sha256=00"}, "url": "https://index.example/demo-2.0.tar.gz"}"#,
      #"{"url": "file:///srv/demo", "dir_info": {"editable": true}}"#,
      #"{"url": "https://a.example/demo.git", "vcs_info": {"vcs": "git", "commit_id": "0"}}"#,
      #"{"url": "%64emo-3.zip", "archive_info": {}, "archive_info": null, "archive_info": {}}"#,
      #"{"url": "demo-2%0A%1B%C2%9B.tar.gz", "archive_info": {}}"#, "{}", "",
      "{\"archive_info\":" + String(repeating: "{\"a\":", count: 3000),
      "{\"url\": \"" + String(repeating: "%", count: 3000) + "\", \"archive_info\": {}}",
    ].map { Array($0.utf8) } + [
      [0xFF, 0xFE] + Array("{}".utf8).flatMap { [$0, 0] }, [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
    ]

  private static let tokens = [
    "{", "}", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "null", "\"url\":", "\"archive_info\":{}",
    "\"dir_info\":", "\"vcs_info\":", "demo-", "-1.0", ".tar.gz", ".zip", "/", "%", "%2F", "%00",
    "%FF", "#", "?", "\u{FEFF}", "\u{301}", "\u{202E}",
  ]

  @Test func `what is said of an origin is one line, whatever stands around it`() throws {
    let wheels = [try #require(WheelFileName("demo-1.0-py3-none-any.whl"))]
    let run = FuzzRun("origin-check", tokens: Self.tokens, pieces: [[0xFF], [0xC3], [0]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let problem = OriginCheck.problem(of: bytes, beside: wheels)
      guard problem != .originUnreadable else { return .refused }
      return .read([
        "white space around it changes nothing": problem
          == OriginCheck.problem(of: [0x20] + bytes + [0x0A], beside: wheels),
        "without wheels it is that of none other": OriginCheck.problem(of: bytes, beside: [])
          == nil,
        "what it is of is one line": Self.isOneLine(problem),
      ])
    }
    #expect(findings.isEmpty)
  }

  private static func isOneLine(_ problem: EntryProblem?) -> Bool {
    guard case .origin(let file)? = problem else { return problem == nil }
    return !file.isEmpty && SafeText.line(file) == file
  }
}

import PipIndex
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct IndexURLFuzzTests {
  private static let seeds = [
    "https://ana:secret@index.example:8080/simple/?q=1#f", "http://[::1]:8080/",
    "file:///srv/a%20b", "file:/srv/simple", "file://localhost/srv",
    "HTTPS://Index.Example/100%/%41/é", "https://index.example", "https://a@b@index.example/",
    "https://index.example:/a?", "//host/x", "../y", "https://index.example:65535//a/../b",
    "https://[::1/", "https://[]/", "https://:80/", "file:srv",
    "https://index.example/" + String(repeating: "%", count: 3000),
  ].map { Array($0.utf8) }

  private static let tokens = [
    "https://", "http://", "file:", "//", "/", "@", ":", "[", "]", "?", "#", "%", "%00", "%2F",
    "..", "\\", " ", "\n", "\u{0}", "é", "65536", "99999999999999999999", "localhost", "\u{10FFFF}",
  ]

  /// In a debug build swift-system looks at a whole path for each byte that it changes in it.
  private static let longestPath = 1024

  private static let index = IndexURL("https://ana:secret@index.example/simple/")

  @Test func `an address that is asked for is the address that was read`() throws {
    let run = FuzzRun("index-url", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let text = SystemText.string(decoding: bytes)
      let read = [IndexURL(text), Self.index?.resolving(text)].compactMap(\.self)
      guard !read.isEmpty else { return .refused }
      // An address with many signs that are to be encoded may become too long.
      let short = read.filter { $0.text.utf8.count <= IndexURL.maximumLength }
      let files = read.filter { $0.path.utf8.count <= Self.longestPath }.compactMap(\.filePath)
      return .read([
        "it is the same": short.allSatisfy { IndexURL($0.text) == $0.withoutCredentials },
        "it is ASCII": read.allSatisfy { url in
          (url.text + url.masked).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        },
        "only a file has no host": read.allSatisfy { $0.host.isEmpty == ($0.scheme == .file) },
        "a port is one": read.allSatisfy { (0...65_535).contains($0.port) },
        "a file is where it says": files.allSatisfy(\.isAbsolute),
      ])
    }
    #expect(findings.isEmpty)
  }
}

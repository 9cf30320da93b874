import PipPaths
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct PyvenvConfigurationFuzzTests {
  private static let seeds: [[UInt8]] =
    [
      "home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11.7\nexecutable = /bin/a",
      "  HOME=/usr/bin  \r\nversion_info = 3.13.0.final.0\r\ncommand = python3 -m venv /v = w\r\n",
      "home\n= x\n[global]\n\n", "version = ../../x.1", "home = a\u{0}b\nhome = c", "version = .",
      "home = " + String(repeating: "\u{2003}", count: 600), String(repeating: "=", count: 2000),
      String(repeating: "a=b\n", count: 2000),
    ].map { Array($0.utf8) } + [Array("home = /h/".utf8) + [0xFE, 0x0A]]

  private static let tokens = [
    "home", "executable", "version", "version_info", "include-system-site-packages", "=", " = ",
    "\n", "\r\n", "true", "3.11", ".", "/", "..", "\u{0}", "\u{A0}", "\u{301}", "\u{10FFFF}", "é",
  ]

  /// In a debug build swift-system looks at a whole path for each byte that it changes in it.
  private static let longestLine = 2048

  @Test func `what is read is one line each, and a version has two numbers`() throws {
    let run = FuzzRun("pyvenv-configuration", tokens: Self.tokens, pieces: [[0xFF], [0xE2, 0x80]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }
      guard lines.allSatisfy({ $0.count <= Self.longestLine }) else { return .refused }
      let configuration = PyvenvConfiguration(bytes)
      let paths = [configuration.home, configuration.executable].compactMap(\.self)
      guard !paths.isEmpty || configuration.version != nil else { return .refused }
      let version = configuration.pythonVersion.map { $0.split(separator: ".") }
      return .read([
        "a path is one line": paths.allSatisfy { path in
          !path.bytes.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
        },
        "a version has two numbers": version.map { parts in
          parts.count == 2 && parts.allSatisfy { UInt16($0) != nil }
        } ?? true,
      ])
    }
    #expect(findings.isEmpty)
  }
}

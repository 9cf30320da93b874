import PipPackaging
import TestSupport
import Testing

@Suite struct RequirementsFileFuzzTests {
  private static let seeds: [[UInt8]] =
    [
      "# a comment\n-r other.txt\n--find-links=wheels # more\n-fmore\na==1 \\\n  --hash=sha256:x\n",
      "--pre --require-hashes -f 'a b' --find-links=c\\ d -r\"e\"\n", "${A}==1 ${B} $C\n",
      "# coding: latin-1\na\n", "a\\\n", "a --hash 'x' --hash=\"y\" -C z\n",
      String(repeating: "a \\\n", count: 2000), String(repeating: "$", count: 5000),
    ].map { Array($0.utf8) } + [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]]

  private static let tokens = [
    "--hash", "=", "'", "\"", "\\", "\\\n", " #", "#", "${", "}", "A", "\n", "\r", " ", "\t", "-r",
    "-f", "--pre", "--no-index", "coding:", "\u{FEFF}", "\u{0}", "\u{85}", "\u{2028}", "é",
  ]

  /// Returns what was read as somebody careful would write it.
  private func written(_ file: RequirementsFile) -> [UInt8] {
    func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\"'\"'"))'" }
    let isFlag: Set<String> = ["pre", "no-index", "prefer-binary", "require-hashes"]
    var text = "# -*- coding: utf-8 -*-\n"
    for option in file.options {
      let value = isFlag.contains(option.name) ? "" : " \(quoted(option.value))"
      text += "--\(option.name)\(value)\n"
    }
    for line in file.lines {
      let hashes = line.hashes.map { " --hash \(quoted($0))" }.joined()
      // So that no backslash is the last.
      text += "\(line.text)\(hashes) # end\n"
    }
    return Array(text.utf8)
  }

  @Test func `what is written again is read again`() throws {
    let run = FuzzRun(
      "requirements-file",
      tokens: Self.tokens,
      pieces: [[0xFF], [0xC3], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF]]
    )
    let findings = try run.findings(from: Self.seeds) { bytes in
      let variables = ["A": "x y", "B": ""]
      guard let file = try? RequirementsFile(bytes, filling: { variables[$0] }) else {
        return .refused
      }
      let again = try? RequirementsFile(written(file))
      return .read([
        "the requirements are the same": again?.lines.map(\.text) == file.lines.map(\.text),
        "the digests are the same": again?.lines.map(\.hashes) == file.lines.map(\.hashes),
        "the options are the same": again?.options.map(\.name) == file.options.map(\.name)
          && again?.options.map(\.value) == file.options.map(\.value),
      ])
    }
    #expect(findings.isEmpty)
  }
}

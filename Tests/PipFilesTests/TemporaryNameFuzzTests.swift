import PipFiles
import PipSystem
import TestSupport
import Testing

@Suite struct TemporaryNameFuzzTests {
  private static let seeds = [
    "0f0f0fabcdefgh.tmp", "0f0f.bodyxxxxxxxx.tmp", "12345678.tmp", "tmpab_12xyz", ".tmp", "tmp",
    "abcdefg\u{E9}.tmp", "abcdefgh\u{301}.tmp", "abcdefgh.tmp\u{301}", "\u{600}abcdefgh.tmp",
    "\r\n",
  ].map { Array($0.utf8) }

  private static let tokens = [
    ".tmp", "tmp", ".", "_", "-", "A", "a", "0", "abcdefgh", "\u{301}", "\u{600}", "\u{200D}",
    "\u{20E3}", "\r", "\n", "é", "\u{FF11}", "\u{10FFFF}",
  ]

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789_".utf8)

  private func isTemporary(_ name: String, of target: String) -> Bool {
    let rest = Array(name.utf8).dropFirst(target.utf8.count)
    return name.utf8.starts(with: target.utf8) && rest.count == 12
      && rest.prefix(8).allSatisfy(Self.alphabet.contains)
      && rest.suffix(4) == Array(".tmp".utf8)[...]
  }

  @Test func `a name is temporary byte for byte, and leads back to its target`() throws {
    let run = FuzzRun("temporary-name", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let name = SystemText.string(decoding: bytes)
      let back = TemporaryName.target(of: TemporaryName.adjacent(to: name))
      let isFolder = TemporaryName.isFolder(name)
      let target = TemporaryName.target(of: name)
      let rules: KeyValuePairs = [
        "it is temporary": target.map { isTemporary(name, of: $0) } ?? true,
        "a folder is called so": !isFolder
          || name.utf8.starts(with: "tmp".utf8) && name.utf8.count == 11
            && name.utf8.dropFirst(3).allSatisfy(Self.alphabet.contains),
        "its own temporary name leads back": back.map { Array($0.utf8) } == Array(name.utf8),
      ]
      let verdict = FuzzRun.Verdict.read(rules)
      return verdict == .read && target == nil && !isFolder ? .refused : verdict
    }
    #expect(findings.isEmpty)
  }
}

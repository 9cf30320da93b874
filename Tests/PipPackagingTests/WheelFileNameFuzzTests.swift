import PipPackaging
import TestSupport
import Testing

@Suite struct WheelFileNameFuzzTests {
  private static let seeds = [
    "demo-1.0-py3-none-any.whl", "Demo_Two-1!2.0rc1+local.1-2b-cp311.py3-abi3.none-any.whl",
    "a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "a__b-1-py3-none-any.whl",
    "a-1-99999999999999999999x-py3-none-any.whl", "a-1-py3--any.whl", "-----.whl", ".whl",
    "a-1-\(String(repeating: "a.", count: 200))a-b.c.d.e.f-any.whl",
    "a-1-\(String(repeating: "a.", count: 30))a-\(String(repeating: "b.", count: 30))b-c.whl",
  ].map { Array($0.utf8) }

  private static let tokens = [
    "-", ".", "_", "__", ".whl", "py3", "none", "any", "+", "!", "rc1", "\u{301}", "é", "/", "\n",
    "\u{FFFD}", "\u{0}",
  ]

  @Test func `a name that is read is the name that was read, and has few tags`() throws {
    let run = FuzzRun("wheel-file-name", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let name = WheelFileName(text) else { return .refused }
      let tags = name.tags
      return .read([
        "it is the name": Array(name.description.utf8) == Array(text.utf8),
        "it is none that leads elsewhere": !text.utf8.contains { $0 <= 0x20 || $0 == 0x2F },
        "each combination is a tag": tags.count == name.pythonTags.count * name.abiTags.count
          * name.platformTags.count,
        "it has few": (1...WheelFileName.tagLimit).contains(tags.count),
        "a tag is one": tags.allSatisfy { CompatibilityTag($0.description) == $0 },
      ])
    }
    #expect(findings.isEmpty)
  }
}

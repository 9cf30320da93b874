import PipCache
import PipSystem
import TestSupport
import Testing

@Suite struct IdentityMemoryFuzzTests {
  private static let memory: [UInt8] = {
    var memory = IdentityMemory()
    let contents: [ContentIdentity] = [
      .init(.wheel, project: "demo", version: "1.0", fileName: "demo-1.0-py3-none-any.whl"),
      .init(.sdist, project: "é", version: "1", fileName: "a-1.zip", isFileNameGuessed: true),
      .init(.indexPage, project: "a-b"), .init(.other),
    ]
    for (index, content) in contents.enumerated() {
      let moment = Timestamp(seconds: 1_795_333_118, nanoseconds: Int32(index))
      memory[.init(inode: UInt64(index), size: Int64(index) * 100, modified: moment)] = content
    }
    return memory.bytes
  }()

  private static let head = Array(memory.prefix { $0 != 0x0A })

  private static let seeds: [[UInt8]] = [
    memory, IdentityMemory().bytes, head, head + [0x0A] + [UInt8](repeating: 0x09, count: 4000),
    head + Array("\n+1\t-0\t-9223372036854775808\t-2147483648\tother\t\t\t\tguessed\n".utf8),
    head + Array("\n1\t2\t3\t4\twheel\t\u{85}\t\u{2028}\t\u{202E}\t\n".utf8),
  ]

  private static let tokens = [
    "\n", "\t", "\r\n", "guessed", "wheel", "index-page", "\u{FFFD}", "\u{301}", "\u{0}", "-", "+",
    "18446744073709551615", "-9223372036854775808",
  ]

  @Test func `what is remembered is remembered again`() throws {
    let run = FuzzRun("identity-memory", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let memory = IdentityMemory(bytes)
      guard !memory.identities.isEmpty else { return .refused }
      let again = IdentityMemory(memory.bytes)
      return .read([
        "it is the same": again == memory,
        "its bytes are the same": again.bytes == memory.bytes,
        "no more is known than there are lines": memory.identities.count
          < bytes.count { $0 == 0x0A } + 1,
      ])
    }
    #expect(findings.isEmpty)
  }
}

import PipIndex
import TestSupport
import Testing

@Suite struct NetrcFuzzTests {
  private static let host = "index.example"

  private static let seeds = [
    "machine index.example login ana password secret\n",
    "# c\nmachine other.example\n\tuser x\n\taccount y\n\tpassword z\n",
    "machine index.example\r\n\tlogin a # !\r\n\tpassword #secret\r\n",
    "macdef init\ncd /pub\n\nmachine index.example password \"se\\\"cret\" # !\ndefault login d\n",
    "default login ana password secret", "machine index.example login", "machine", "macdef", "\"",
    "\\",
    String(repeating: "machine a ", count: 1000), String(repeating: "macdef x\n\n", count: 1000),
    String(repeating: "#\n", count: 2000), String(repeating: "\"\" ", count: 1000),
  ].map { Array($0.utf8) }

  private static let tokens = [
    "machine ", "default ", "login ", "user ", "account ", "password ", "macdef ", host, " ", "\n",
    "\r\n", "\n\n", "\t", "\"", "\\", "#", "\u{0}", "é", "\u{301}",
  ]

  @Test func `whatever a file says, credentials are a name or a password or none`() throws {
    let run = FuzzRun("netrc", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let netrc = Netrc(bytes)
      let own = netrc.credentials(forHost: Self.host, includingDefault: false)
      guard let found = netrc.credentials(forHost: Self.host) else {
        return own == nil ? .refused : .broken(["default takes nothing away"])
      }
      return .read([
        "they say something": !found.username.isEmpty || !found.password.isEmpty,
        "default does not count beside the host's own": own == nil || own == found,
        "it is the same in another line": Netrc([0x0A] + bytes).credentials(forHost: Self.host)
          == found,
      ])
    }
    #expect(findings.isEmpty)
  }
}

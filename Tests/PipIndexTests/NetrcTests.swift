import PipDiagnostics
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipIndex

@Suite struct NetrcTests {
  @Test(arguments: [
    ("machine index.example login ana password secret", "ana", "secret"),
    ("machine index.example\n\tlogin ana\n\tpassword secret\n", "ana", "secret"),
    ("machine index.example user ana password secret", "ana", "secret"),
    ("machine index.example account ana password secret", "ana", "secret"),
    ("machine index.example login ana account other password secret", "ana", "secret"),
    ("machine index.example password secret", "", "secret"),
    (#"machine index.example login "a na" password "se\"cret""#, "a na", "se\"cret"),
    (#"machine index.example login a\ na password secret"#, "a na", "secret"),
    (
      "machine other.example login x password y\nmachine index.example login ana password secret",
      "ana", "secret"
    ),
    (
      "machine index.example login x password y\nmachine index.example login ana password secret",
      "ana", "secret"
    ),
    (
      "# a comment\nmachine index.example # login x\nlogin ana # of old\npassword secret # !",
      "ana", "secret"
    ),
    ("#\nmachine index.example login ana password secret", "ana", "secret"),
    ("machine index.example login ana password #secret", "ana", "#secret"),
    (
      "macdef init\ncd /pub\nmachine index.example login x\n\nmachine index.example login ana "
        + "password secret", "ana", "secret"
    ),
    ("default login ana password secret", "ana", "secret"),
    (
      "default login x password y\nmachine index.example login ana password secret",
      "ana", "secret"
    ),
    ("nonsense here machine index.example login ana password secret", "ana", "secret"),
    ("machine index.example login ana password s\u{E9}cret", "ana", "s\u{E9}cret"),
  ])
  func `a host's credentials are found`(content: String, name: String, password: String) {
    #expect(
      Netrc(content.utf8).credentials(forHost: "index.example")
        == Credentials(username: name, password: password)
    )
  }

  @Test(arguments: [
    "", "machine", "machine index.example", "machine index.example login", "\"", "\\",
    "macdef init\nmachine index.example login ana password secret\n",
    "machine other.example login ana password secret",
    "machine index.example. login ana password secret",
  ])
  func `a file that says nothing about a host has nothing for it`(content: String) {
    #expect(Netrc(content.utf8).credentials(forHost: "index.example") == nil)
  }

  @Test(arguments: ["machine index.example login ana password ", "#", "machine a login "])
  func `a file that is no UTF-8 knows nobody, and says so`(start: String) {
    let line = "\nmachine index.example login ana password secret\n"
    let latin1 = Array(start.utf8) + [0x73, 0xE9] + Array(line.utf8)
    let netrc = Netrc(latin1)
    #expect(netrc.credentials(forHost: "index.example") == nil)
    #expect(
      netrc.problem?.diagnostic.message == "the netrc file cannot be used"
    )
    #expect(Netrc(Array(start.utf8) + Array("s\u{E9}\(line)".utf8)).problem == nil)
  }

  @Test func `default counts only where it may`() {
    let netrc = Netrc("default login ana password secret".utf8)
    #expect(netrc.credentials(forHost: "a.example", includingDefault: false) == nil)
  }

  @Test func `the file is named by NETRC, else it is in the home directory`() throws {
    try withScratchDirectory { directory in
      let (named, home) = (directory.appending("named"), directory.appending(".netrc"))
      try write("machine index.example login named password x", to: named)
      try write("machine index.example login home password x", to: home)
      let byName = Environment(["NETRC": named.string, "HOME": directory.string])
      let byHome = Environment(["HOME": directory.string])
      #expect(Netrc.read(in: byName).credentials(forHost: "index.example")?.username == "named")
      #expect(Netrc.read(in: byHome).credentials(forHost: "index.example")?.username == "home")
    }
  }

  @Test func `a file that is missing, a folder or too large knows nobody`() throws {
    try withScratchDirectory { directory in
      let large = directory.appending("large")
      let line = "machine index.example login ana password secret\n"
      try write(line + String(repeating: "#", count: Netrc.maximumSize), to: large)
      for path in [large, directory, directory.appending("missing")] {
        let netrc = Netrc.read(in: Environment(["NETRC": path.string]))
        #expect(netrc.credentials(forHost: "index.example") == nil)
      }
      #expect(Netrc.read(in: Environment()).credentials(forHost: "index.example") == nil)
    }
  }
}

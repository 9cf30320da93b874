import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipEnvironments

@Suite struct VirtualEnvironmentTests {
  private static let values: [(word: String, value: String)] = [
    ("__VENV_DIR__", "/home/a b"), ("__VENV_PROMPT__", "(a b) "),
  ]

  private static func script(
    _ template: String,
    _ values: [(word: String, value: String)] = values
  ) -> String {
    String(decoding: ActivationScript(template).bytes(for: values), as: UTF8.self)
  }

  @Test func `early templates have their words in quotes`() {
    #expect(
      Self.script("V=\"__VENV_DIR__\"\nP=\"__VENV_PROMPT__$PS1\"\n")
        == "V=\"/home/a b\"\nP=\"(a b) $PS1\"\n"
    )
  }

  @Test func `later ones get what is quoted`() {
    #expect(
      Self.script("V=__VENV_DIR__\nP=__VENV_PROMPT__\"$PS1\"\n")
        == "V='/home/a b'\nP='(a b) '\"$PS1\"\n"
    )
    #expect(Self.script("V=__VENV_DIR__", [("__VENV_DIR__", "/plain/path")]) == "V=/plain/path")
  }

  @Test func `no name is understood as anything but a name`() {
    let hostile = "/home/$(touch x)`y`\"'"
    let values = [("__VENV_DIR__", hostile), ("__VENV_PROMPT__", "($(touch x)) ")]
      .map { (word: $0.0, value: $0.1) }
    #expect(
      Self.script("V=\"__VENV_DIR__\"\nP=\"__VENV_PROMPT__$PS1\"\n", values)
        == "V='/home/$(touch x)`y`\"'\"'\"''\nP=\"(_(touch x)) $PS1\"\n"
    )
    #expect(Self.script("P=__VENV_PROMPT__", values) == "P='($(touch x)) '")
  }

  @Test func `it has what Python looks for`() throws {
    let folder = try ScratchFolder()
    var facts = InterpreterFacts.sample
    facts.standardLibrary = folder.path.appending("lib").string
    try folder.write("lib/venv/scripts/common/activate", "V=__VENV_DIR__\n")
    try folder.write("lib/venv/scripts/posix/activate.csh", "V __VENV_BIN_NAME__\n")
    try folder.write("lib/venv/scripts/nt/activate.bat", "")
    let environment = try VirtualEnvironment(at: "/final/env", of: facts)
    let home = try folder.makeFolder("made")
    #expect(try environment.make(in: home))
    let configuration = try OwnedDescriptor.openRegularFile(home.appending("pyvenv.cfg"))
      .readToEnd(limit: 1000)
    let text = String(decoding: try #require(configuration), as: UTF8.self)
    #expect(
      text.hasPrefix(
        "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\nexecutable = "
      )
    )
    #expect(try home.appending("bin/python").symbolicLinkTarget() == "python3.11")
    #expect(try home.appending("bin/python3.11").symbolicLinkTarget() == "/usr/bin/python3.11")
    #expect(try home.appending("lib64").symbolicLinkTarget() == "lib")
    #expect(try home.appending("lib/python3.11/site-packages").status().kind == .directory)
    let script = try OwnedDescriptor.openRegularFile(home.appending("bin/activate"))
      .readToEnd(limit: 1000)
    #expect(script == Array("V=/final/env\n".utf8))
    #expect(environment.scheme.headers == "/final/env/include/site/python3.11")
    #expect((try? home.appending("bin/activate.bat").status()) == nil)
  }

  @Test func `places that no configuration can name are refused`() {
    for path: FilePath in ["/a:b", "/a\nb", "relative"] {
      #expect(throws: EnvironmentsError.impossiblePlace(path)) {
        try VirtualEnvironment(at: path, of: .sample)
      }
    }
    var facts = InterpreterFacts.sample
    facts.environmentScheme["purelib"] = "../elsewhere"
    #expect(throws: EnvironmentsError.unintelligible("/usr/bin/python3.11")) {
      try VirtualEnvironment(at: "/a", of: facts)
    }
  }

  @Test func `where the interpreter has no scripts nothing activates it`() throws {
    let folder = try ScratchFolder()
    var facts = InterpreterFacts.sample
    facts.standardLibrary = "/nowhere"
    let environment = try VirtualEnvironment(at: "/final", of: facts)
    #expect(try !environment.make(in: folder.makeFolder("made")))
  }
}

import PipPackaging
import SystemPackage
import Testing

@testable import PipInstaller

@Suite struct LauncherScriptTests {
  private func scripts(_ text: String) throws -> [LauncherScript] {
    let entryPoints = try #require(EntryPoints(Array(text.utf8)))
    return try LauncherScript.all(of: entryPoints, pythonVersion: (3, 11))
  }

  @Test func `a script imports what it calls and ends as that says`() throws {
    let script = try #require(try scripts("[console_scripts]\nhello = a.b:c.d").first)
    #expect(
      String(decoding: script.text(for: "/venv/bin/python"), as: UTF8.self) == """
        #!/venv/bin/python
        import sys
        from a.b import c
        if __name__ == '__main__':
            sys.argv[0] = sys.argv[0].removesuffix('.exe')
            sys.exit(c.d())

        """
    )
  }

  @Test func `a path that no first line can hold is left to the shell`() {
    let long = FilePath("/" + String(repeating: "x", count: 124))
    let beginning = "#!/bin/sh\n'''exec' "
    #expect(LauncherScript.shebang(of: "/a b/python").starts(with: "\(beginning)\"/a b/py".utf8))
    #expect(LauncherScript.shebang(of: long).starts(with: "\(beginning)/xxx".utf8))
    #expect(LauncherScript.shebang(of: "/venv/bin/python") == Array("#!/venv/bin/python\n".utf8))
  }

  @Test func `pip is called by the version of the interpreter as well`() throws {
    let text = "[console_scripts]\npip3 = p:m\npip = p:m\npip3.9 = p:m\nother = o:m"
    #expect(try scripts(text).map(\.name) == ["pip", "pip3", "pip3.11", "other"])
  }

  @Test(arguments: ["..", "../x", "/x", ".", "a/../../x", "a b"])
  func `a name that leads elsewhere is none`(name: String) {
    #expect(throws: WheelFlaw.scriptName(name)) {
      try scripts("[console_scripts]\n\(name) = a:b")
    }
  }

  @Test(arguments: ["a", "a:", ":b", "a:b;c", "a..b:c", "a:b:c", "a:b c"])
  func `what cannot be called is no script`(value: String) {
    #expect(throws: WheelFlaw.scriptTarget("x")) { try scripts("[gui_scripts]\nx = \(value)") }
  }

  @Test func `a first line that asks for Python gets one`() {
    func rewritten(_ text: String) -> String? {
      LauncherScript.rewritten(Array(text.utf8), for: "/venv/bin/python")
        .map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(rewritten("#!python\nx\n") == "#!/venv/bin/python\nx\n")
    #expect(rewritten("#!pythonw -E\nx") == "#!/venv/bin/python\nx")
    #expect(rewritten("#!python") == "#!/venv/bin/python\n")
    #expect(rewritten("#!/bin/sh\n") == nil)
  }
}

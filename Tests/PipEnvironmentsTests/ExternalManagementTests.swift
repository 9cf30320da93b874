import PipEnvironments
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct ExternalManagementTests {
  private func facts(prefix: String = "/usr", standardLibrary: FilePath) -> InterpreterFacts {
    var facts = InterpreterFacts.sample
    facts.prefix = prefix
    facts.basePrefix = "/usr"
    facts.standardLibrary = standardLibrary.systemText
    return facts
  }

  @Test func `the marker in the standard library says that somebody else manages it`() throws {
    try withScratchDirectory { folder in
      try folder.write("EXTERNALLY-MANAGED", "[externally-managed]\n")
      #expect(ExternalManagement.applies(to: facts(standardLibrary: folder)))
    }
  }

  @Test func `without the marker nobody else manages it`() throws {
    try withScratchDirectory { folder in
      #expect(!ExternalManagement.applies(to: facts(standardLibrary: folder)))
      #expect(!ExternalManagement.applies(to: facts(standardLibrary: "")))
    }
  }

  @Test func `a folder of that name is no marker`() throws {
    try withScratchDirectory { folder in
      try folder.write("EXTERNALLY-MANAGED/x", "")
      #expect(!ExternalManagement.applies(to: facts(standardLibrary: folder)))
    }
  }

  @Test func `a marker behind a link counts, as for Python`() throws {
    try withScratchDirectory { folder in
      try folder.write("elsewhere", "")
      try folder.link("EXTERNALLY-MANAGED", to: "elsewhere")
      #expect(ExternalManagement.applies(to: facts(standardLibrary: folder)))
    }
  }

  @Test(arguments: [
    ([:], ["Use apt.", "Or a virtual environment of your own."]),
    (["LANG": "C.UTF-8"], ["Use apt.", "Or a virtual environment of your own."]),
    (["LANG": "de_AT.UTF-8"], ["Nimm apt, bitte."]), (["LANG": "de_DE@euro"], ["Nimm apt."]),
    (["LANG": "C", "LC_ALL": "de"], ["Nimm apt."]),
    (["LANG": "fr_FR"], ["Use apt.", "Or a virtual environment of your own."]),
  ])
  func `it says what to do in the user's language`(
    variables: [String: String],
    words: [String]
  ) throws {
    try withScratchDirectory { folder in
      try folder.write(
        "EXTERNALLY-MANAGED",
        """
        [other]
        Error=no
        [externally-managed]
        # a comment
        Error-de=Nimm apt.
        Error-de_AT : Nimm
          apt, bitte.
        Error=Use apt.

         Or a virtual
         environment of your own.

        [more]
        Error=no

        """
      )
      let facts = facts(standardLibrary: folder)
      #expect(ExternalManagement.words(for: facts, in: Environment(variables)) == words)
    }
  }

  @Test func `a marker that says nothing, or cannot be read, is one`() throws {
    try withScratchDirectory { folder in
      for content in ["", "[externally-managed]\n", "Error=x\n"] {
        try folder.write("EXTERNALLY-MANAGED", content)
        let facts = facts(standardLibrary: folder)
        #expect(ExternalManagement.words(for: facts, in: Environment([:])).isEmpty)
      }
    }
  }

  @Test func `a virtual environment is its user's own`() throws {
    try withScratchDirectory { folder in
      try folder.write("EXTERNALLY-MANAGED", "")
      #expect(!ExternalManagement.applies(to: facts(prefix: "/srv/venv", standardLibrary: folder)))
    }
  }
}

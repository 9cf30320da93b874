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

  @Test func `a virtual environment is its user's own`() throws {
    try withScratchDirectory { folder in
      try folder.write("EXTERNALLY-MANAGED", "")
      #expect(!ExternalManagement.applies(to: facts(prefix: "/srv/venv", standardLibrary: folder)))
    }
  }
}

import Foundation
import PipDiagnostics
import PipSystem
import SystemPackage
import Testing

@Suite struct ProcessFactsTests {
  @Test func `the user database is not asked where the environment has a home`() {
    let facts = ProcessFacts.ofThisProcess(in: Environment(["HOME": "/somewhere"]))
    #expect(facts.homeOfRealUser == nil)
  }

  @Test(arguments: [[:], ["HOME": ""]])
  func `without a home in the environment the user database says`(variables: [String: String]) {
    let facts = ProcessFacts.ofThisProcess(in: Environment(variables))
    #expect(facts.homeOfRealUser?.string == NSHomeDirectoryForUser(NSUserName()))
  }

  @Test func `the working directory is the process's`() {
    let facts = ProcessFacts.ofThisProcess(in: Environment(["HOME": "/"]))
    #expect(facts.workingDirectory?.string == FileManager.default.currentDirectoryPath)
  }

  @Test func `the arguments are the process's`() {
    #expect(ProcessFacts.arguments() == Array(CommandLine.arguments.dropFirst()))
  }

  @Test func `the home of root is known`() {
    #expect(ProcessFacts.home(ofUserNamed: "root") != nil)
  }

  @Test("nobody has such a name", arguments: ["", "root\0", "no-such-user-here", "\u{10FFFF}"])
  func nobody(name: String) {
    #expect(ProcessFacts.home(ofUserNamed: name) == nil)
  }

  @Test func `a failure names the call, the path and the reason`() {
    let failure = SystemFailure("open", "/a", .permissionDenied)
    #expect(failure.reason == "open /a: Permission denied")
    #expect(failure.diagnostic.causes == [failure.reason])
    #expect(SystemFailure("write", nil, .noSpace).reason == "write: No space left on device")
  }
}

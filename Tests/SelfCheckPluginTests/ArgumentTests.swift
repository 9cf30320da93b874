import ArgumentParser
import PipPackaging
import PipPluginKit
import PipVersionCheck
import Testing

@testable import SelfCheckPlugin

@Suite struct ArgumentTests {
  @Test(arguments: [("pip", "pip"), ("My_Package", "my-package"), ("a", "a"), ("zope.x", "zope-x")])
  func `a package goes by any spelling of its name`(text: String, name: String) {
    #expect(PackageArgument(argument: text)?.name.normalized == name)
    #expect(PackageArgument(argument: text)?.description == text)
  }

  @Test(arguments: ["", "-pip", "pip==1", "../pip", "pip ", "pïp"])
  func `another text is no package`(text: String) {
    #expect(PackageArgument(argument: text) == nil)
  }

  @Test func `the options have the names that are documented`() throws {
    let command = try SelfCheckCommand.parse([
      "--package", "wheel", "--force", "--offline", "--interval", "12h", "--exit-code", "--explain",
      "-i", "https://index.example/simple",
    ])
    #expect(command.package?.name.normalized == "wheel")
    #expect(command.isForced && command.answersByExitCode && command.isExplained)
    #expect(command.global.isOffline)
    #expect(command.interval?.duration == .seconds(43_200))
    #expect(command.pipOptions == [PipOption("index-url", "https://index.example/simple")])
    #expect(SelfCheckCommand.effect == .reads)
    #expect(SelfCheckCommand.pipSections == ["install"])
  }

  @Test func `without options it is about pip and asks only where it must`() throws {
    let command = try SelfCheckCommand.parse([])
    #expect(command.package == nil)
    #expect(!command.isForced && !command.answersByExitCode && !command.isExplained)
    #expect(command.interval == nil)
  }
}

import ArgumentParser
import Testing

@testable import PackagesPlugin

@Suite struct PackagesPluginTests {
  @Test func `install takes files`() throws {
    #expect(try InstallCommand.parse(["a.whl"]).wanted == ["a.whl"])
  }
}

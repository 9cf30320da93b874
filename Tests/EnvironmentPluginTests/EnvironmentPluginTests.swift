import ArgumentParser
import PipPluginKit
import Testing

@testable import EnvironmentPlugin

@Suite struct EnvironmentPluginTests {
  @Test func `captures are restored by one of its commands`() {
    let names = EnvironmentCommands.configuration.subcommands.map { $0.configuration.commandName }
    #expect(names == ["show", "capture", "restore", "diff"])
  }
}

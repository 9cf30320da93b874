import PipPluginKit
import PipPluginTesting
import Testing

@testable import TreePlugin

@Suite struct TreeTests {
  private static let context = PluginTest.context(
    packages: [
      InstalledPackage(name: "app", version: "1", requires: ["lib>=2", "gone; extra == 'x'"]),
      InstalledPackage(name: "lib", version: "1", requires: ["base", "lost"]),
      InstalledPackage(name: "base", version: "3"),
      InstalledPackage(name: "egg", version: "1", requires: ["hen"]),
      InstalledPackage(name: "hen", version: "1", requires: ["egg"]),
    ]
  )

  @Test func `what nothing requires comes first, circles end, and what is not met is told`()
    async throws
  {
    let answer = try await PluginTest.run(TreePlugin(), ["tree"], in: Self.context)
    #expect(
      answer.text == """
        app 1
        `- lib 1 (>=2)
           `- base 3
        egg 1
        `- hen 1
           `- egg 1 ...
        """
    )
    #expect(answer.diagnostics.map(\.message) == ["lib requires lost, which is not installed"])
  }

  @Test func `the tree may be turned round and cut`() async throws {
    let turned = try await PluginTest.run(
      TreePlugin(),
      ["tree", "--reverse", "base"],
      in: Self.context
    )
    #expect(turned.text == "base 3\n`- lib 1\n   `- app 1 (>=2)")
    let cut = try await PluginTest.run(
      TreePlugin(),
      ["tree", "App", "--depth", "0"],
      in: Self.context
    )
    #expect(cut.text == "app 1")
  }

  @Test func `a package that is not there is told`() async {
    await #expect(throws: NotInstalled.self) {
      try await PluginTest.run(TreePlugin(), ["tree", "nobody"], in: Self.context)
    }
  }

  @Test func `the plugin is as plugins should be`() async {
    #expect(await PluginTest.flaws(of: TreePlugin()) == [])
  }
}

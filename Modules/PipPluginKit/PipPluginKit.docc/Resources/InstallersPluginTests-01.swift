import InstallersPlugin
import PipPluginKit
import PipPluginTesting
import Testing

@Suite struct InstallersPluginTests {
  @Test func `packages are counted by who has installed them`() async throws {
    let context = PluginTest.context(
      packages: [
        InstalledPackage(name: "app", version: "1.0", installer: "pip"),
        InstalledPackage(name: "library", version: "2.1", installer: "pip"),
        InstalledPackage(name: "stranger", version: "3.0"),
      ]
    )
    let answer = try await PluginTest.run(InstallersPlugin(), ["installers"], in: context)
    #expect(answer.text == "unknown  1\npip      2")
  }
}

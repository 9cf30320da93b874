import InstallersPlugin
import PipPluginKit
import PipPluginTesting
import Testing

@Suite struct InstallersPluginTests {
  private let context = PluginTest.context(
    packages: [
      InstalledPackage(name: "app", version: "1.0", installer: "pip"),
      InstalledPackage(name: "library", version: "2.1", installer: "pip"),
      InstalledPackage(name: "stranger", version: "3.0"),
    ]
  )

  @Test func `packages are counted by who has installed them`() async throws {
    let answer = try await PluginTest.run(InstallersPlugin(), ["installers"], in: context)
    #expect(answer.text == "unknown  1\npip      2")
  }

  @Test func `an installer that nobody expects is told by the status`() async throws {
    let answer = try await PluginTest.run(
      InstallersPlugin(),
      ["installers", "--expect", "pip"],
      in: context
    )
    #expect(answer.status == .no)
    #expect(answer.json == #"{"installers":{"":1,"pip":2},"isExpected":false}"#)
  }

  @Test func `after an installation strangers are counted`() async {
    let notices = await PluginTest.notices(of: InstallersPlugin(), after: "install", in: context)
    #expect(notices == [Notice(lines: ["packages that do not say who has installed them: 1"])])
  }

  @Test func `the plugin is as plugins should be`() async {
    #expect(await PluginTest.flaws(of: InstallersPlugin()) == [])
  }
}

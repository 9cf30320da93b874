import PipPluginKit
import PipPluginTesting
import Testing

/// A plugin whose hooks say when they are called.
private struct TalkingPlugin: Plugin {
  let name = "talking"
  let abstract = "Talks."
  let version = "1.0"
  var hooks: [any CommandHook] {
    [Talker(name: "first"), Talker(name: "second", moments: [.after])]
  }
  var findingHooks: [any FindingHook] { [Listener()] }
}

private struct Talker: CommandHook {
  let name: String
  let commands = ["install"]
  var moments: Set<HookMoment> = [.before, .beside, .after]

  func run(before command: CommandFacts, in context: Context) async -> [Notice] { say("before") }
  func run(beside command: CommandFacts, in context: Context) async -> [Notice] { say("beside") }
  func run(after command: CommandFacts, in context: Context) async -> [Notice] { say("after") }

  private func say(_ word: String) -> [Notice] { [Notice(lines: ["\(name) \(word)"])] }
}

private struct Listener: FindingHook {
  let name = "listener"

  func run(after finding: SelfCheckFinding, in context: Context) async -> [Notice] {
    [Notice(lines: [finding.package])]
  }
}

@Suite struct HookNoticesTests {
  @Test func `hooks are called at their moments, in their order, and for their commands`() async {
    let (plugin, context) = (TalkingPlugin(), PluginTest.context())
    let before = await PluginTest.notices(of: plugin, before: "install", in: context)
    #expect(before.flatMap(\.lines) == ["first before"])
    let beside = await PluginTest.notices(of: plugin, beside: "install", in: context)
    #expect(beside.flatMap(\.lines) == ["first beside"])
    let after = await PluginTest.notices(of: plugin, after: "install", in: context)
    #expect(after.flatMap(\.lines) == ["first after", "second after"])
    #expect(await PluginTest.notices(of: plugin, after: "list", in: context).isEmpty)
  }

  @Test func `hooks after findings are told what was found`() async {
    let finding = SelfCheckFinding(
      package: "pip",
      prefix: "/",
      installed: "1",
      latest: "2",
      isOutdated: true,
      reason: "newer-release"
    )
    let notices = await PluginTest.notices(
      of: TalkingPlugin(),
      after: finding,
      in: PluginTest.context()
    )
    #expect(notices == [Notice(lines: ["pip"])])
  }
}

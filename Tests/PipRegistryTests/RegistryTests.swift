import ArgumentParser
import PipDiagnostics
import PipPluginKit
import PipRegistry
import Testing

@Suite struct RegistryTests {
  private func plugin(
    _ name: String,
    hooks: [String] = [],
    checks: [String] = []
  )
    -> StubPlugin
  {
    StubPlugin(
      name: name,
      hooks: hooks.map { StubHook(name: $0) },
      doctorChecks: checks.map { StubCheck(code: $0) }
    )
  }

  private func rules(_ registry: Registry) -> [String] {
    registry.housekeepingRules.map(\.code)
  }

  @Test func `no plugins are no commands`() {
    let registry = Registry(collecting: [])
    #expect(registry.commands.isEmpty)
    #expect(registry.commandNames.isEmpty)
    #expect(registry.diagnostics.isEmpty)
  }

  @Test func `everything is kept in the order of the plugins`() {
    let registry = Registry(collecting: [
      StubPlugin(
        name: "b",
        commands: [Part.self, Greet.self],
        hooks: [StubHook(name: "z"), StubHook(name: "a")],
        doctorChecks: [StubCheck(code: "b.z"), StubCheck(code: "b.a")],
        housekeepingRules: [StubRule(code: "b.rule")]
      ),
      StubPlugin(
        name: "a",
        commands: [Group.self],
        hooks: [StubHook(name: "z")],
        doctorChecks: [StubCheck(code: "a.a")],
        housekeepingRules: [StubRule(code: "a.rule")]
      ),
    ])
    #expect(registry.commandNames == ["part", "greet", "group"])
    #expect(registry.hooks.map(\.name) == ["z", "a", "z"])
    #expect(registry.doctorChecks.map(\.code) == ["b.z", "b.a", "a.a"])
    #expect(rules(registry) == ["b.rule", "a.rule"])
    #expect(registry.diagnostics.isEmpty)
    #expect(registry.owner(ofCommand: "greet") == "b")
    #expect(registry.owner(ofCommand: "group") == "a")
    #expect(registry.owner(ofCommand: "other") == nil)
  }

  /// Two plugins that clash, and what both of them are called in the diagnostic.
  struct Clash: Sendable, CustomTestStringConvertible {
    var kind: String
    var first: StubPlugin
    var second: StubPlugin
    var named: [String]

    var testDescription: String { kind }
  }

  @Test(
    arguments: [
      Clash(
        kind: "command",
        first: StubPlugin(name: "one", commands: [Greet.self]),
        second: StubPlugin(name: "two", commands: [GreetToo.self]),
        named: ["command \"greet\"", "\"two\"", "\"one\""]
      ),
      Clash(
        kind: "doctor check",
        first: StubPlugin(name: "one", doctorChecks: [StubCheck(code: "c")]),
        second: StubPlugin(name: "two", doctorChecks: [StubCheck(code: "c")]),
        named: ["doctor check \"c\"", "\"two\"", "\"one\""]
      ),
      Clash(
        kind: "housekeeping rule",
        first: StubPlugin(name: "one", housekeepingRules: [StubRule(code: "c")]),
        second: StubPlugin(name: "two", housekeepingRules: [StubRule(code: "c")]),
        named: ["housekeeping rule \"c\"", "\"two\"", "\"one\""]
      ),
      Clash(
        kind: "hook",
        first: StubPlugin(name: "one", hooks: [StubHook(name: "h"), StubHook(name: "h")]),
        second: StubPlugin(name: "two", hooks: [StubHook(name: "h")]),
        named: ["hook \"one.h\"", "\"one\""]
      ),
      Clash(
        kind: "plugin",
        first: StubPlugin(name: "one", commands: [Greet.self]),
        second: StubPlugin(name: "one", commands: [Part.self]),
        named: ["plugin \"one\""]
      ),
    ]
  )
  func `of two that clash the first wins, and both are named`(clash: Clash) throws {
    let registry = Registry(collecting: [clash.first, clash.second])
    let diagnostic = try #require(registry.diagnostics.first)
    #expect(registry.diagnostics.count == 1)
    #expect(diagnostic.code == "plugin.clash")
    #expect(diagnostic.severity == .warning)
    let words = ([diagnostic.message] + diagnostic.causes).joined(separator: " ")
    for name in clash.named { #expect(words.contains(name)) }
    #expect(registry.commands.count == clash.first.commands.count)
    #expect(registry.doctorChecks.count == clash.first.doctorChecks.count)
    #expect(registry.housekeepingRules.count == clash.first.housekeepingRules.count)
    if let kept = registry.commands.first { #expect(kept is Greet.Type) }
  }

  @Test func `a plugin that comes twice adds nothing the second time`() {
    let registry = Registry(collecting: [
      StubPlugin(name: "one", commands: [Greet.self], hooks: [StubHook(name: "a")]),
      StubPlugin(
        name: "one",
        commands: [Part.self],
        hooks: [StubHook(name: "b")],
        doctorChecks: [StubCheck(code: "c")],
        housekeepingRules: [StubRule(code: "r")]
      ),
    ])
    #expect(registry.commandNames == ["greet"])
    #expect(registry.hooks.map(\.name) == ["a"])
    #expect(registry.doctorChecks.isEmpty)
    #expect(registry.housekeepingRules.isEmpty)
  }

  @Test func `what does not clash of a clashing plugin stays`() {
    let registry = Registry(collecting: [
      StubPlugin(name: "one", commands: [Greet.self]),
      StubPlugin(name: "two", commands: [GreetToo.self, Part.self]),
    ])
    #expect(registry.commandNames == ["greet", "part"])
    #expect(registry.owner(ofCommand: "greet") == "one")
    #expect(registry.owner(ofCommand: "part") == "two")
  }

  @Test func `one name may be a plugin, a command and a check at once`() {
    let registry = Registry(collecting: [
      StubPlugin(
        name: "greet",
        commands: [Greet.self],
        doctorChecks: [StubCheck(code: "greet")],
        housekeepingRules: [StubRule(code: "greet")]
      )
    ])
    #expect(registry.diagnostics.isEmpty)
  }

  @Test(arguments: ["", "Greet", "1greet", "-greet", ".greet", "gr eet", "gr/eet", "grüße", "a\n"])
  func `a name that is none leaves the plugin out`(name: String) throws {
    let registry = Registry(collecting: [StubPlugin(name: name, commands: [Greet.self])])
    let diagnostic = try #require(registry.diagnostics.first)
    #expect(diagnostic.code == "plugin.invalid-name")
    #expect(registry.commands.isEmpty)
  }

  @Test(arguments: ["greet", "greet-2", "a", "self-check", "a.b"])
  func `names of lower-case letters, digits, hyphens and dots are fine`(name: String) {
    let registry = Registry(collecting: [StubPlugin(name: name, commands: [Greet.self])])
    #expect(registry.diagnostics.isEmpty)
    #expect(registry.commandNames == ["greet"])
  }

  @Test func `a command whose name is none is left out alone`() throws {
    let registry = Registry(collecting: [
      StubPlugin(name: "one", commands: [Shouting.self, Part.self])
    ])
    #expect(try #require(registry.diagnostics.first).message.contains("\"GREET\""))
    #expect(registry.commandNames == ["part"])
  }

  @Test func `a leaf that nobody could run leaves its tree out and is named with its path`() throws
  {
    let registry = Registry(collecting: [
      StubPlugin(name: "one", commands: [GroupWithForeigner.self, Foreign.self, Group.self])
    ])
    #expect(registry.diagnostics.map(\.code) == ["plugin.not-a-command", "plugin.not-a-command"])
    let causes = registry.diagnostics.flatMap(\.causes)
    #expect(causes.first?.contains("\"mixed inner foreign\"") == true)
    #expect(causes.last?.contains("\"foreign\"") == true)
    #expect(registry.commandNames == ["group"])
  }

  @Test func `a tree that was left out does not keep its name`() {
    let registry = Registry(collecting: [
      StubPlugin(name: "one", commands: [GroupWithForeigner.self]),
      StubPlugin(name: "two", commands: [Greet.self]),
    ])
    #expect(registry.owner(ofCommand: "mixed") == nil)
    #expect(registry.commandNames == ["greet"])
  }

  @Test func `the names of what the program itself answers to are taken`() throws {
    let registry = Registry(collecting: [
      StubPlugin(name: "one", commands: [Help.self, Completion.self, Greet.self])
    ])
    #expect(registry.commandNames == ["greet"])
    #expect(registry.diagnostics.map(\.code) == ["plugin.clash", "plugin.clash"])
    #expect(try #require(registry.diagnostics.first).causes.joined().contains("swiftpip"))
  }
}

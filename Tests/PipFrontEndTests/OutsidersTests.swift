import PipConfiguration
import PipPluginKit
import PipRegistry
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipExternalPlugins
@testable import PipFrontEnd

@Suite struct OutsidersTests {
  @Test(
    "a hook of a plugin that is called as a built-in one is left out",
    arguments: ["say", "tell"]
  )
  func hooks(name: String) throws {
    let folder = try ScratchFolder()
    try folder.write("plugins/swiftpip-\(name)", "#!/bin/sh\n", executable: true)
    try folder.write(
      "plugins/swiftpip-\(name).json",
      #"{"schema":1,"name":"\#(name)","version":"1","protocol":{"min":1,"max":1},"#
        + #""hooks":[{"name":"a","when":"after-command"},{"name":"b","when":"after-finding"}]}"#
    )
    let place = folder.path.appending("plugins")
    var trust = PluginTrust()
    try trust.trust(try #require(ExternalPlugin(named: name, in: place)))
    try trust.write(to: folder.path.appending("data/swiftpip/trusted-plugins.json"))
    var world = World(
      arguments: [],
      surroundings: Surroundings(
        environment: Environment(["XDG_DATA_HOME": folder.path.appending("data").string]),
        process: ProcessFacts(effectiveUser: 1000, homeOfRealUser: nil, workingDirectory: "/")
      ),
      isDataTerminal: false,
      isTalkTerminal: false,
      clock: { Timestamp(seconds: 0) },
      write: { (_, _) throws(SystemFailure) in }
    )
    world.program = "/nowhere/bin/swiftpip"
    let outsiders = try #require(
      Outsiders(in: world, Invocation([]), besides: Registry(collecting: [SayPlugin()]))
    )
    let hooks = outsiders.hooks(concerning: CommandFacts(name: "list", effect: .reads))
    #expect(hooks.map(\.name) == (name == "say" ? [] : ["tell.a"]))
    #expect(outsiders.findingHooks.map(\.name) == (name == "say" ? [] : ["tell.b"]))
  }
}

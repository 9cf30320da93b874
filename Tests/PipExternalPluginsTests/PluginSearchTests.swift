import Foundation
import PipConfiguration
import PipPluginKit
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipExternalPlugins

@Suite struct PluginSearchTests {
  @Test func `plugins are found by their programs, and nothing else is`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("audit")
      try room.program("plain")
      try makeFile(room.folder.appending("swiftpip-text"), "no program")
      try makeFile(room.folder.appending("swiftpip-lonely.json"), "{}")
      try room.program("Loud")
      try room.program("x.json")
      let search = PluginSearch(in: room.places, besides: BuiltIn())
      #expect(search.plugins.map(\.name) == ["audit", "plain"])
      #expect(search.owners.keys.sorted() == ["audit", "plain"])
      // The other one is the manifest of x.
      #expect(search.diagnostics.map(\.code) == ["plugin.no-program", "plugin.no-program"])
      #expect(search.commands.map(\.abstract).first == "Does audit.")
    }
  }

  @Test func `a manifest whose program cannot be run is told, and why`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("audit")
      let program = room.folder.appending("swiftpip-audit")
      func lone() throws -> Diagnostic? {
        PluginSearch(in: room.places, besides: BuiltIn()).lone["audit"]?.diagnostic
      }
      #expect(try lone() == nil)
      #expect(PluginSearch.found(in: room.folder).count == 1)
      try setMode(0o644, of: program)
      #expect(try lone()?.causes == ["\(program) is not executable"])
      #expect(try lone()?.hint == "chmod +x \(program)")
      try FileManager.default.removeItem(atPath: program.string)
      let missing = try lone()
      #expect(missing?.causes.first?.contains("swiftpip-audit") == true)
      _ = try makeFolder(program)
      #expect(try lone()?.causes == ["\(program) is no file"])
      // The one that is found elsewhere is used.
      let other = try makeFolder(root.appending("other"))
      try room.program("audit", in: other)
      let places = room.places(path: "\(room.folder):\(other)")
      #expect(PluginSearch(in: places, besides: BuiltIn()).lone.isEmpty)
    }
  }

  @Test func `a manifest that is a link to nothing is a flaw, not none`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.program("say")
      try FileManager.default.createSymbolicLink(
        atPath: "\(room.folder)/swiftpip-say.json",
        withDestinationPath: "/no/such/manifest"
      )
      let plugin = try #require(ExternalPlugin(named: "say", in: room.folder))
      guard case .flawed(.notRead) = plugin.description else {
        Issue.record("\(plugin.description)")
        return
      }
    }
  }

  @Test func `of two of one name the first counts, and the other is named`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      let other = try makeFolder(root.appending("other"))
      try room.plugin("audit")
      try room.plugin("audit", commands: ["audit", "more"], in: other)
      let search = PluginSearch(
        in: room.places(path: "\(room.folder):\(other)"),
        besides: BuiltIn()
      )
      #expect(search.plugins.map(\.folder) == [room.folder])
      #expect(search.shadowed.map(\.plugin.folder) == [other])
      let diagnostic = try #require(search.diagnostics.first)
      #expect(diagnostic.code == "plugin.shadowed")
      #expect(diagnostic.message.contains("\(other)/swiftpip-audit"))
      #expect(diagnostic.causes.contains { $0.contains("\(room.folder)/swiftpip-audit") })
      #expect(
        PluginSearch.plugin(
          for: "more",
          in: room.places(path: "\(room.folder):\(other)"),
          besides: BuiltIn()
        ) == nil
      )
    }
  }

  @Test func `what swiftpip has itself no plugin can take`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("mine", commands: ["cache", "mine"])
      let builtIn = BuiltIn(commands: ["cache"])
      let search = PluginSearch(in: room.places, besides: builtIn)
      #expect(search.owners.keys.sorted() == ["mine"])
      #expect(PluginSearch.plugin(for: "cache", in: room.places, besides: builtIn) == nil)
      let diagnostic = try #require(search.diagnostics.first)
      #expect(diagnostic.code == "plugin.clash")
      #expect(diagnostic.causes.contains { $0.contains("swiftpip itself") })
      #expect(diagnostic.message.contains("\(room.folder)/swiftpip-mine"))
    }
  }

  @Test func `of two with one command the first counts, and both are named`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("a", commands: ["tree"])
      try room.plugin("b", commands: ["tree"])
      let search = PluginSearch(in: room.places, besides: BuiltIn())
      #expect(search.owners["tree"]?.name == "a")
      let diagnostic = try #require(search.diagnostics.first)
      #expect(diagnostic.message.contains("swiftpip-b"))
      #expect(diagnostic.causes.contains { $0.contains("swiftpip-a") })
      #expect(PluginSearch.plugin(for: "tree", in: room.places, besides: BuiltIn())?.name == "a")
    }
  }

  @Test func `a plugin that is called as one that is built in is left out, and both are named`()
    throws
  {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("packages", commands: ["packages", "more"])
      let builtIn = BuiltIn(commands: ["list"], plugins: ["packages"])
      let search = PluginSearch(in: room.places, besides: builtIn)
      #expect(search.plugins.isEmpty && search.owners.isEmpty)
      let diagnostic = try #require(search.diagnostics.first)
      #expect(diagnostic.code == "plugin.clash")
      #expect(diagnostic.message.contains("\(room.folder)/swiftpip-packages"))
      #expect(diagnostic.causes.contains { $0.contains("swiftpip itself") })
      for command in ["packages", "more"] {
        #expect(PluginSearch.plugin(for: command, in: room.places, besides: builtIn) == nil)
      }
    }
  }

  @Test
  func `who is called as a command and has no manifest that counts does not keep another from it`()
    throws
  {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.program("flaw")
      try makeFile(room.folder.appending("swiftpip-flaw.json"), #"{"schema":1}"#)
      #expect(PluginSearch.plugin(for: "flaw", in: room.places, besides: BuiltIn())?.name == "flaw")
      try room.plugin("owner", commands: ["flaw"])
      #expect(
        PluginSearch.plugin(for: "flaw", in: room.places, besides: BuiltIn())?.name == "owner"
      )
      #expect(PluginSearch(in: room.places, besides: BuiltIn()).owners["flaw"]?.name == "owner")
    }
  }

  @Test func `a folder that is no absolute path is told, and not looked through`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      let surroundings = Surroundings(
        environment: Environment(["SWIFTPIP_PLUGIN_PATH": "plugins:\(room.folder)"]),
        process: ProcessFacts(effectiveUser: 1000, homeOfRealUser: nil, workingDirectory: "/")
      )
      let places = PluginPlaces(in: surroundings, besides: nil)
      #expect(places.folders == [room.folder])
      let search = PluginSearch(in: places, besides: BuiltIn())
      #expect(search.diagnostics.map(\.code) == ["plugin.relative"])
      #expect(search.diagnostics.first?.message.contains("\"plugins\"") == true)
    }
  }

  @Test func `a manifest that is none makes the plugin unusable, and is named`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.program("odd")
      try makeFile(room.folder.appending("swiftpip-odd.json"), "{")
      let search = PluginSearch(in: room.places, besides: BuiltIn())
      #expect(search.owners.isEmpty)
      #expect(search.diagnostics.map(\.code) == ["plugin.manifest"])
    }
  }

  @Test func `folders of plugins come before PATH, and relative ones are none`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      let bin = try makeFolder(root.appending("bin"))
      try room.program("one")
      try room.program("one", in: bin)
      try room.program("two", in: bin)
      let places = room.places(path: "plugins:\(room.folder)", search: "bin:\(bin):/nowhere")
      let search = PluginSearch(in: places, besides: BuiltIn())
      #expect(search.plugins.map(\.folder) == [room.folder, bin])
    }
  }
}

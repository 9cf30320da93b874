import Foundation
import PipPluginKit
import PipSystem
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import PipExternalPlugins

@Suite struct PluginAdmissionTests {
  /// Whether a plugin is admitted where nobody can be asked, and why not.
  private static func refusal(_ room: PluginFolder, _ name: String) throws -> String? {
    let plugin = try #require(ExternalPlugin(named: name, in: room.folder))
    do throws(PluginRefusal) {
      try PluginAdmission(trust: room.places.trust, ask: nil).admit(plugin)
      return nil
    } catch {
      return error.diagnostic.code
    }
  }

  private static func trust(_ room: PluginFolder, _ name: String) throws {
    let path = try #require(room.places.trust)
    var trust = PluginTrust(at: path)
    try trust.trust(try #require(ExternalPlugin(named: name, in: room.folder)))
    try trust.write(to: path)
  }

  @Test func `who is trusted is admitted until something of it changes`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("say")
      #expect(try Self.refusal(room, "say") == "plugin.untrusted")
      try Self.trust(room, "say")
      #expect(try Self.refusal(room, "say") == nil)
      try room.plugin("say", commands: ["say", "more"])
      #expect(try Self.refusal(room, "say") == "plugin.changed")
      try Self.trust(room, "say")
      try room.program("say", "exit 1")
      #expect(try Self.refusal(room, "say") == "plugin.changed")
      try Self.trust(room, "say")
      try FileManager.default.removeItem(atPath: "\(room.folder)/swiftpip-say.json")
      #expect(try Self.refusal(room, "say") == "plugin.changed")
    }
  }

  @Test func `a program without a manifest is trusted by its own digest`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.program("plain")
      #expect(try Self.refusal(room, "plain") == "plugin.untrusted")
      try Self.trust(room, "plain")
      #expect(try Self.refusal(room, "plain") == nil)
      try room.plugin("plain")
      #expect(try Self.refusal(room, "plain") == "plugin.changed")
    }
  }

  @Test(arguments: ["swiftpip-say", "swiftpip-say.json", ""])
  func `what everybody may change is not run, trusted or not`(file: String) throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("say")
      try Self.trust(room, "say")
      let path = file.isEmpty ? room.folder : room.folder.appending(file)
      let status = try path.status()
      try setMode(Int(status.mode.rawValue & 0o777) | 0o002, of: path)
      #expect(try Self.refusal(room, "say") == "plugin.refused")
    }
  }

  @Test func `a file of trust that others could have written is worth nothing`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("say")
      try Self.trust(room, "say")
      let path = try #require(room.places.trust)
      #expect(try path.status().mode == .ownerReadWrite)
      try setMode(0o622, of: path)
      #expect(try Self.refusal(room, "say") == "plugin.untrusted")
      try setMode(0o600, of: path)
      #expect(try Self.refusal(room, "say") == nil)
      try makeFile(path, "{\"schema\":1,\"plugins\":[{}]}")
      #expect(try Self.refusal(room, "say") == "plugin.untrusted")
    }
  }

  @Test func `why nobody knows who is trusted is told, and what was noted is put aside`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("say")
      try room.plugin("shout")
      try Self.trust(room, "say")
      let path = try #require(room.places.trust)
      let good = try text(of: path)
      let damaged = FilePath("\(path).damaged")
      for (content, mode, flaw) in [
        ("", 0o600, TrustFlaw.damaged(path)), (String(good.dropLast(9)), 0o600, .damaged(path)),
        (good, 0o622, .exposed(path)), ("{\"schema\":1,\"plugins\":1}", 0o600, .damaged(path)),
      ] {
        try makeFile(path, content)
        try setMode(mode, of: path)
        #expect(PluginTrust(at: path).flaw == flaw)
        let plugin = try #require(ExternalPlugin(named: "say", in: room.folder))
        #expect(throws: PluginRefusal.untrusted(plugin, changes: [], flaw)) {
          try PluginAdmission(trust: path, ask: nil).admit(plugin)
        }
        try Self.trust(room, "shout")
        #expect(try text(of: damaged) == content)
        #expect(PluginTrust(at: path).pins.map(\.name) == ["shout"])
        #expect(PluginTrust(at: path).flaw == nil)
      }
      let later = "{\"schema\":2,\"who\":[]}"
      try makeFile(path, later)
      #expect(PluginTrust(at: path).flaw == .later(path, schema: 2))
      #expect(throws: TrustFlaw.later(path, schema: 2)) { try Self.trust(room, "say") }
      #expect(try text(of: path) == later)
      try FileManager.default.removeItem(atPath: path.string)
      #expect(PluginTrust(at: path).flaw == nil)
      _ = try makeFolder(path)
      guard case .notRead? = PluginTrust(at: path).flaw else {
        Issue.record("a folder is taken for a file of trust")
        return
      }
    }
  }

  @Test func `a user who is asked is told what it is, and asked once`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("say", more: #","permissions":[{"name":"network","reason":"News."}]"#)
      let plugin = try #require(ExternalPlugin(named: "say", in: room.folder))
      let asked = Mutex<[[String]]>([])
      let answers = Mutex<[Bool?]>([nil, false, true])
      let admission = PluginAdmission(trust: room.places.trust) { lines in
        asked.withLock { $0.append(lines) }
        return answers.withLock { $0.removeFirst() }
      }
      #expect(throws: PluginRefusal.declined(plugin)) { try admission.admit(plugin) }
      #expect(throws: PluginRefusal.declined(plugin)) { try admission.admit(plugin) }
      try admission.admit(plugin)
      try admission.admit(plugin)
      #expect(asked.withLock { $0.count } == 3)
      let words = asked.withLock { $0[0].joined(separator: "\n") }
      #expect(words.contains("say 1"))
      #expect(words.contains(plugin.program.string))
      #expect(words.contains("wants network: News."))
    }
  }

  @Test func `hooks are noted with the trust`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("say")
      try Self.trust(room, "say")
      let path = try #require(room.places.trust)
      func names(_ command: String) -> [String] {
        ExternalHook.all(
          concerning: CommandFacts(name: command, effect: .reads),
          trustedIn: path
        ).map(\.name)
      }
      #expect(names("cache").isEmpty)
      try room.plugin(
        "say",
        more: #","hooks":[{"name":"a","when":"after-command","commands":["cache"]},"#
          + #"{"name":"f","when":"after-finding"}]"#
      )
      try Self.trust(room, "say")
      #expect(names("cache info") == ["say.a"])
      #expect(names("cache") == ["say.a"])
      #expect(names("cached").isEmpty && names("list").isEmpty)
      let findings = ExternalHook.allAboutFindings(trustedIn: path)
      #expect(findings.map(\.name) == ["say.f"])
      try room.plugin("say", more: #","hooks":[{"name":"b","when":"before-command"}]"#)
      try Self.trust(room, "say")
      #expect(names("list") == ["say.b"])
      // Another program may write it otherwise.
      let text = try text(of: path)
      try makeFile(path, " " + text.split(separator: ":").joined(separator: " : "))
      #expect(names("list") == ["say.b"])
      var trust = PluginTrust(at: path)
      _ = trust.revoke("say")
      try trust.write(to: path)
      #expect(names("list").isEmpty)
    }
  }

  @Test func `to trust one no longer takes it away`() throws {
    try withScratchDirectory { root in
      let room = try PluginFolder(in: root)
      try room.plugin("say")
      try Self.trust(room, "say")
      let path = try #require(room.places.trust)
      var trust = PluginTrust(at: path)
      let wasTrusted = trust.revoke("say")
      let isTrusted = trust.revoke("say")
      #expect(wasTrusted && !isTrusted)
      try trust.write(to: path)
      #expect(try Self.refusal(room, "say") == "plugin.untrusted")
    }
  }
}

internal import PipFiles
package import PipPluginKit
package import PipSystem
package import SystemPackage

/// Lets only plugins run that the user trusts: a first time, and whenever one was changed, the user is asked.
package struct PluginAdmission: Sendable {
  private let trust: FilePath?
  private let ask: (@Sendable (_ lines: [String]) -> Bool?)?

  /// Creates an admission.
  ///
  /// - Parameters:
  ///   - trust: where it is noted who is trusted; nil where the user has no home.
  ///   - ask: shows lines to the user and asks; nil where there is nobody to ask.
  package init(trust: FilePath?, ask: (@Sendable (_ lines: [String]) -> Bool?)?) {
    self.trust = trust
    self.ask = ask
  }

  /// Sees that a plugin may run.
  ///
  /// - Parameter plugin: the plugin.
  /// - Returns: that the user's word could not be noted, where that is so: it holds for this once then.
  /// - Throws: `PluginRefusal` where it may not.
  @discardableResult
  package func admit(_ plugin: ExternalPlugin) throws(PluginRefusal) -> Diagnostic? {
    try Self.look(at: plugin)
    var known = trust.map { PluginTrust(at: $0) } ?? PluginTrust()
    let pin = try Self.pin(of: plugin)
    let changes: [String]
    switch known.verdict(on: pin) {
    case .trusted: return nil
    case .unknown: changes = []
    case .changed(let all): changes = all
    }
    guard let ask else { throw .untrusted(plugin, changes: changes, known.flaw) }
    guard ask(Self.words(of: plugin, changes)) == true else { throw .declined(plugin) }
    known.trust(plugin, as: pin)
    // While somebody reads a question, much can happen.
    try Self.look(at: plugin)
    if case .changed(let changes) = known.verdict(on: try Self.pin(of: plugin)) {
      throw .untrusted(plugin, changes: changes, nil)
    }
    var reason = "there is no home"
    do {
      if let trust {
        try known.write(to: trust)
        return nil
      }
    } catch {
      reason = PluginTrust.reason(of: error)
    }
    return Diagnostic(
      .warning,
      code: "plugin.not-written",
      message: "that \(plugin.name) is trusted cannot be noted: it runs this once",
      causes: [reason]
    )
  }

  private static func look(at plugin: ExternalPlugin) throws(PluginRefusal) {
    do throws(PluginGuard.Refusal) {
      try PluginGuard.check(plugin)
    } catch {
      throw .guarded(plugin, error)
    }
  }

  private static func pin(of plugin: ExternalPlugin) throws(PluginRefusal) -> PluginTrust.Pin {
    do throws(SystemFailure) {
      return try PluginTrust.pin(of: plugin)
    } catch {
      throw .unreadable(plugin, error)
    }
  }

  private static func words(of plugin: ExternalPlugin, _ changes: [String]) -> [String] {
    let title = [plugin.name, plugin.manifest?.version].compactMap(\.self).joined(separator: " ")
    var lines =
      changes.isEmpty
      ? ["The plugin \(title) was never run before."]
      : ["The plugin \(title) is not what you trusted:"] + changes.map { "  \($0)" }
    lines.append("  program: \(plugin.program.systemText)")
    for permission in plugin.manifest?.permissions ?? [] {
      lines.append("  wants \(permission.kind.rawValue): \(permission.reason)")
    }
    lines.append("It can do whatever you can. Nothing that it loads is looked at.")
    return lines
  }
}

/// Why a plugin is not run.
package enum PluginRefusal: Error, Sendable, Hashable {
  /// Somebody else could have put it there.
  case guarded(ExternalPlugin, PluginGuard.Refusal)
  /// The user was never asked, or what was trusted has changed, or nobody knows, and why.
  case untrusted(ExternalPlugin, changes: [String], TrustFlaw?)
  /// The user said no.
  case declined(ExternalPlugin)
  /// It cannot be read.
  case unreadable(ExternalPlugin, SystemFailure)
  /// So many plugins have called one another that nobody means it.
  case tooDeep(ExternalPlugin)
  /// Its manifest is none.
  case flawed(ExternalPlugin, ManifestFlaw)
}

extension PluginRefusal: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .guarded(let plugin, let refusal): refusal.diagnostic(of: plugin)
    case .untrusted(let plugin, let changes, let flaw):
      Self.refused(
        plugin,
        changes.isEmpty ? "untrusted" : "changed",
        changes.isEmpty ? [flaw?.reason ?? "you have not said that you trust it"] : changes,
        hint: flaw?.keepsFromWriting == true
          ? flaw?.diagnostic.hint
          : "look at \(ShellWord(plugin.program.systemText)), then: swiftpip plugin trust \(plugin.name)"
      )
    case .declined(let plugin):
      Self.refused(plugin, "untrusted", ["you do not trust it"], hint: nil)
    case .unreadable(let plugin, let failure):
      Self.refused(
        plugin,
        "refused",
        [failure.diagnostic.message] + failure.diagnostic.causes,
        hint: nil
      )
    case .tooDeep(let plugin):
      Self.refused(
        plugin,
        "too-deep",
        ["\(PluginDepth.most) plugins are at work already, each called by the one before"],
        hint: nil
      )
    case .flawed(let plugin, let flaw): flaw.diagnostic(of: plugin, .error)
    }
  }

  private static func refused(
    _ plugin: ExternalPlugin,
    _ code: String,
    _ causes: [String],
    hint: String?
  ) -> Diagnostic {
    Diagnostic(
      .error,
      code: "plugin.\(code)",
      message: "the plugin \"\(plugin.name)\" is not run",
      causes: causes,
      hint: hint
    )
  }
}

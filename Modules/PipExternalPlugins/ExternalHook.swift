internal import PipConfiguration
internal import PipPaths
package import PipPluginKit
internal import PipSystem
package import SystemPackage

/// A hook of an external plugin that the user trusts.
package struct ExternalHook: Sendable {
  /// The plugin's name.
  package var plugin: String { hook.plugin }

  private let hook: PluginTrust.Hook
  private let moment: PluginManifest.Hook.Moment
  private let trust: FilePath

  /// Nobody asked for a notice: it does not bury the answer.
  private static let mostLines = 32
  private static let mostDiagnostics = 8
  /// In characters.
  private static let longestLine = 1000

  /// Returns the hooks of plugins that are trusted which concern a command.
  ///
  /// No manifest is read.
  ///
  /// - Parameters:
  ///   - command: the command.
  ///   - trust: where it is noted who is trusted.
  /// - Returns: the hooks.
  package static func all(
    concerning command: CommandFacts,
    trustedIn trust: FilePath
  ) -> [ExternalHook] {
    hooks(PluginTrust.hooks(at: trust, concerning: command.name), trust)
      .filter { $0.moment != .afterFinding && $0.concerns(command) }
  }

  /// Returns the hooks of plugins that are trusted which run after self-checks.
  ///
  /// - Parameter trust: where it is noted who is trusted.
  /// - Returns: the hooks.
  package static func allAboutFindings(trustedIn trust: FilePath) -> [ExternalHook] {
    hooks(PluginTrust.hooks(at: trust), trust).filter { $0.moment == .afterFinding }
  }

  private static func hooks(
    _ hooks: [PluginTrust.Hook],
    _ trust: FilePath
  ) -> [ExternalHook] {
    hooks.compactMap { hook in
      PluginManifest.Hook.Moment(rawValue: hook.when).map { moment in
        ExternalHook(hook: hook, moment: moment, trust: trust)
      }
    }
  }

  private func run(_ subject: PluginRequest.Subject, in context: Context) async -> [Notice] {
    let program = FilePath(systemText: hook.program)
    guard let plugin = ExternalPlugin(named: hook.plugin, in: program.removingLastComponent())
    else {
      // It was taken away: so was its hook.
      return []
    }
    do throws(PluginRefusal) {
      try PluginAdmission(trust: trust, ask: nil).admit(plugin)
    } catch .untrusted(_, changes: [], _) {
      // The command that it runs beside has taken the trust away.
      return []
    } catch {
      return [notice(error.diagnostic)]
    }
    let request = await PluginRequest(subject, in: context)
    var environment = context.surroundings.environment
    // A hook that calls swiftpip must not be called by it again.
    environment.variables["SWIFTPIP_NO_PLUGINS"] = "1"
    let outcome = await PluginProcess(plugin, environment: environment, patience: .ofHooks)
      .run(request, showing: nil)
    switch outcome.answer {
    case .success(let report):
      var lines = report.lines.prefix(Self.mostLines).map { line in
        String(line.map(\.text).joined().prefix(Self.longestLine))
      }
      let rest = report.lines.count - lines.count
      if rest > 0 { lines.append("(and \(rest) more of its lines)") }
      var notices = report.diagnostics.prefix(Self.mostDiagnostics).map(notice)
      let others = report.diagnostics.count - notices.count
      if others > 0 {
        notices.append(Notice(lines: ["the hook \(name): and \(others) more of its diagnostics"]))
      }
      return (lines.isEmpty ? [] : [Notice(lines: lines)]) + notices
    case .failure(let failure):
      return [notice(failure.diagnostic(of: plugin, outcome.talk))]
    }
  }

  /// What is wrong with a hook is told as its notices are: it fails no command.
  private func notice(_ diagnostic: Diagnostic) -> Notice {
    let hint = diagnostic.hint.map { ["hint: \($0)"] } ?? []
    return Notice(
      lines: ["the hook \(name): \(diagnostic.message) [\(diagnostic.code)]"]
        + diagnostic.causes.map { "  because: \($0)" } + hint
    )
  }
}

extension ExternalHook: CommandHook {
  package var name: String { "\(hook.plugin).\(hook.name)" }

  package var commands: [String] { hook.commands }

  package var moments: Set<HookMoment> {
    switch moment {
    case .beforeCommand: [.before]
    case .afterCommand: [.after]
    case .afterFinding: []
    }
  }

  package func run(before command: CommandFacts, in context: Context) async -> [Notice] {
    await run(.hook(hook.name, moment, command), in: context)
  }

  package func run(after command: CommandFacts, in context: Context) async -> [Notice] {
    await run(.hook(hook.name, moment, command), in: context)
  }
}

extension ExternalHook: FindingHook {
  package func run(after finding: SelfCheckFinding, in context: Context) async -> [Notice] {
    await run(.finding(hook.name, finding), in: context)
  }
}

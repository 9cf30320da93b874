internal import PipConfiguration
internal import PipPaths
package import PipPluginKit
internal import PipSystem
package import SystemPackage

/// A hook of an external plugin that the user trusts.
package struct ExternalHook: Sendable {
  private let pin: PluginTrust.Pin
  private let hook: PluginTrust.Pin.Hook
  private let moment: PluginManifest.Hook.Moment
  private let trust: FilePath
  private let host: FilePath?

  /// The most time that a hook has, from its greeting to its answer.
  private static let patience = Duration.seconds(1)

  /// Returns the hooks of all plugins that are trusted.
  ///
  /// No manifest is read.
  ///
  /// - Parameters:
  ///   - trust: where it is noted who is trusted.
  ///   - host: this program.
  /// - Returns: the hooks.
  package static func all(trustedIn trust: FilePath, host: FilePath?) -> [ExternalHook] {
    PluginTrust.withHooks(at: trust).pins.flatMap { pin in
      pin.hooks.compactMap { hook in
        PluginManifest.Hook.Moment(rawValue: hook.when).map { moment in
          ExternalHook(pin: pin, hook: hook, moment: moment, trust: trust, host: host)
        }
      }
    }
  }

  /// Whether it is run after self-checks, and beside no command.
  package var isAboutFindings: Bool { moment == .afterFinding }

  private func run(_ subject: PluginRequest.Subject, in context: Context) async -> [Notice] {
    let program = FilePath(systemText: pin.program)
    guard let plugin = ExternalPlugin(named: pin.name, in: program.removingLastComponent()) else {
      // It was taken away: so was its hook.
      return []
    }
    do throws(PluginRefusal) {
      try PluginAdmission(trust: trust, ask: nil).admit(plugin)
    } catch {
      return [notice(error.diagnostic)]
    }
    var request = PluginRequest(
      subject,
      verbosity: context.verbosity,
      isOffline: context.isOffline,
      host: host?.systemText
    )
    if let settings = try? await context.settings() {
      request.environment = PluginRequest.TargetEnvironment(settings)
      request.cacheDirectory = settings.cacheDirectory.directory?.systemText
    }
    var environment = context.surroundings.environment
    // A hook that calls swiftpip must not be called by it again.
    environment.variables["SWIFTPIP_NO_PLUGINS"] = "1"
    var patience = PluginProcess.Patience()
    patience.answer = Self.patience
    let outcome = await PluginProcess(plugin, environment: environment, patience: patience)
      .run(request, showing: nil)
    switch outcome.answer {
    case .success(let report):
      let lines = report.lines.map { line in line.map(\.text).joined() }
      return (lines.isEmpty ? [] : [Notice(lines: lines)]) + report.diagnostics.map(notice)
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
  package var name: String { "\(pin.name).\(hook.name)" }

  package func concerns(_ command: CommandFacts) -> Bool {
    guard !isAboutFindings else { return false }
    return hook.commands.isEmpty
      || hook.commands.contains { command.name == $0 || command.name.hasPrefix("\($0) ") }
  }

  package func run(before command: CommandFacts, in context: Context) async -> [Notice] {
    guard moment == .beforeCommand else { return [] }
    return await run(.hook(hook.name, moment, command), in: context)
  }

  package func run(after command: CommandFacts, in context: Context) async -> [Notice] {
    guard moment == .afterCommand else { return [] }
    return await run(.hook(hook.name, moment, command), in: context)
  }
}

extension ExternalHook: FindingHook {
  package func run(after finding: SelfCheckFinding, in context: Context) async -> [Notice] {
    await run(.finding(hook.name, finding), in: context)
  }
}

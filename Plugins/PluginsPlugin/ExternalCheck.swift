internal import FoundationEssentials
internal import PipConfiguration
internal import PipDiagnostics
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipPluginTesting
internal import PipSystem
internal import SystemPackage

/// Looks at an external plugin, and runs it, to see whether it is as plugins should be.
struct ExternalCheck {
  private let plugin: ExternalPlugin
  private let context: Context

  /// A command that is asked for nothing in particular answers, or says why not, in this time.
  private static let patience = Duration.seconds(30)

  /// What the codes begin with that a plugin gets from swiftpip's own kit, and hands on.
  private static let familiesOfKit: Set<String> = [
    "cache", "configuration", "environment", "interpreter", "paths", "system", "usage",
  ]

  init(_ plugin: ExternalPlugin, in context: Context) {
    self.plugin = plugin
    self.context = context
  }

  /// Returns what is wrong; nothing for a plugin that is as it should be.
  func flaws() async -> [PluginFlaw] {
    var flaws: [PluginFlaw] = []
    if context.builtIn.plugins.contains(plugin.name) { flaws.append(.clash(plugin: plugin.name)) }
    do throws(PluginGuard.Refusal) {
      try PluginGuard.check(plugin)
    } catch {
      let diagnostic = error.diagnostic(of: plugin)
      flaws.append(
        PluginFlaw(
          rule: "guard",
          message: diagnostic.causes.joined(separator: "; "),
          reason:
            "swiftpip runs nothing that somebody else could have put there, nor is it run here"
        )
      )
      if case .manifest(let manifest) = plugin.description {
        flaws += manifestFlaws(manifest)
      }
      return flaws
    }
    switch plugin.description {
    case .none:
      flaws.append(
        PluginFlaw(
          rule: "manifest.missing",
          message: "there is no \(plugin.manifestPath.lastSystemText)",
          reason: "without it there is no help, no completion and no JSON, and it is run as it is"
        )
      )
      return flaws
    case .flawed(let flaw):
      return flaws + ManifestCheck(invalidBy: flaw, writtenIn: plugin.manifestPath).flaws
    case .manifest(let manifest):
      flaws += manifestFlaws(manifest)
      for command in manifest.commands { flaws += await self.flaws(of: command) }
      for hook in manifest.hooks { flaws += await self.flaws(of: hook) + flawsOfNames(in: hook) }
      return flaws
    }
  }

  private func manifestFlaws(_ manifest: PluginManifest) -> [PluginFlaw] {
    ManifestCheck(
      manifest,
      writtenIn: plugin.manifestPath,
      besides: context.builtIn.commands
    ).flaws
  }

  private func flaws(of command: PluginManifest.Command) async -> [PluginFlaw] {
    let outcome = await run(.command(command.name, arguments: []), within: Self.patience)
    switch outcome.answer {
    case .success(let report):
      guard !report.lines.isEmpty || report.result != .null else {
        return [
          PluginFlaw(
            rule: "command.silent",
            message: "\(command.name) answers with nothing",
            reason: "people and programs expect to be told what was done"
          )
        ]
      }
      return codeFlaws(of: report.diagnostics)
    case .failure(.complaint(let complaint)): return codeFlaws(of: [complaint.diagnostic])
    case .failure(let failure):
      let diagnostic = failure.diagnostic(of: plugin, outcome.talk)
      return [
        PluginFlaw(
          rule: "protocol",
          message: "asked for \(command.name): \(Self.words(of: diagnostic))",
          reason: "its user would get an error, and no answer"
        )
      ]
    }
  }

  private func flaws(of hook: PluginManifest.Hook) async -> [PluginFlaw] {
    let subject: PluginRequest.Subject =
      switch hook.moment {
      case .afterFinding:
        .finding(
          hook.name,
          SelfCheckFinding(
            package: "pip",
            prefix: "/",
            installed: "1",
            latest: "2",
            isOutdated: true,
            reason: "newer-release"
          )
        )
      case .beforeCommand, .afterCommand:
        .hook(
          hook.name,
          hook.moment,
          CommandFacts(name: hook.commands.first ?? "list", effect: .reads)
        )
      }
    let outcome = await run(subject, within: nil)
    guard case .failure(let failure) = outcome.answer else { return [] }
    let diagnostic = failure.diagnostic(of: plugin, outcome.talk)
    return [
      PluginFlaw(
        rule: "hook",
        message: "its hook \(hook.name) fails: \(Self.words(of: diagnostic))",
        reason: "it would be named in a notice each time"
      )
    ]
  }

  /// Looks whether there are the commands that a hook runs beside.
  private func flawsOfNames(in hook: PluginManifest.Hook) -> [PluginFlaw] {
    let known = context.builtIn.commands.union(context.externalPlugins.owners.keys)
      .union(plugin.commandNames)
    return hook.commands.filter { !known.contains(String($0.prefix { $0 != " " })) }.map { name in
      PluginFlaw(
        rule: "hook.command",
        message: "its hook \(hook.name) is about \"\(name)\", and there is no such command",
        reason: "it would never run"
      )
    }
  }

  private static func words(of diagnostic: Diagnostic) -> String {
    diagnostic.causes.isEmpty ? diagnostic.message : diagnostic.causes.joined(separator: "; ")
  }

  private func codeFlaws(of diagnostics: [Diagnostic]) -> [PluginFlaw] {
    diagnostics.filter { diagnostic in
      let family = diagnostic.code.prefix { $0 != "." }
      return family != plugin.name && !Self.familiesOfKit.contains(String(family))
    }.map { diagnostic in
      PluginFlaw(
        rule: "code",
        message: "the code \"\(diagnostic.code)\" does not begin with \"\(plugin.name).\"",
        reason: "scripts tell by it whose diagnostic that is"
      )
    }
  }

  private func run(
    _ subject: PluginRequest.Subject,
    within limit: Duration?
  ) async -> PluginProcess.Outcome {
    var request = await PluginRequest(subject, in: context)
    request.isOffline = true
    // Without a limit of its own it is one of hooks.
    var patience = limit == nil ? PluginProcess.Patience.ofHooks : PluginProcess.Patience()
    if let limit { patience.answer = limit }
    var environment = context.surroundings.environment
    environment.variables["SWIFTPIP_NO_PLUGINS"] = "1"
    return await PluginProcess(plugin, environment: environment, patience: patience)
      .run(request, showing: nil)
  }
}

internal import PipConfiguration
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSelfCheck
internal import PipSystem
internal import PipVersionCheck
internal import SystemPackage

/// Tells, after a command that installs, that a newer pip exists.
///
/// All gates hold: only on a terminal, not on a build machine, at most once a day. The command is
/// never delayed: what is not known when it is done is told another time.
struct PassiveNotice: CommandHook {
  let name = "notice"
  let moments: Set<HookMoment> = [.beside, .after]

  func concerns(_ command: CommandFacts) -> Bool {
    command.effect == .installs
  }

  func run(beside command: CommandFacts, in context: Context) async -> [Notice] {
    guard let audience = audience(in: context), let settings = try? await context.settings() else {
      return []
    }
    guard let prefix = madeEnvironment(of: command, in: context) else {
      return await notices(about: settings, to: audience, in: context)
    }
    // The index is asked while the environment is made; what is in that can be seen only when it is there.
    _ = try? await CheckSession.begin(for: .pip, settings, in: context)
      .about(environmentToBe: prefix.systemText).run(occasion: .passing)
    return []
  }

  func run(after command: CommandFacts, in context: Context) async -> [Notice] {
    guard let prefix = madeEnvironment(of: command, in: context),
      let audience = audience(in: context),
      let made = try? await context.settings().about(prefix)
    else { return [] }
    // The user waits: nothing is asked any more.
    var known = context
    known.isOffline = true
    return await notices(about: made, to: audience, in: known)
  }

  /// Who would read it; nil where nobody would.
  private func audience(in context: Context) -> NoticePolicy.Audience? {
    let audience = NoticePolicy.Audience(
      isTerminal: context.isStandardErrorTerminal,
      buildMachineVariable: NoticePolicy.buildMachineVariable(
        in: context.surroundings.environment
      ),
      isQuiet: context.verbosity == .quiet
    )
    return NoticePolicy().reaches(audience) ? audience : nil
  }

  private func madeEnvironment(of command: CommandFacts, in context: Context) -> FilePath? {
    command.madeEnvironment.map { folder in
      (context.surroundings.process.workingDirectory ?? "/")
        .pushing(FilePath(systemText: folder)).lexicallyNormalized()
    }
  }

  /// Checks, and returns what is to be told.
  private func notices(
    about settings: Settings,
    to audience: NoticePolicy.Audience,
    in context: Context
  ) async -> [Notice] {
    // Whatever keeps the check from knowing is for those who ask: here nobody did.
    guard let session = try? await CheckSession.begin(for: .pip, settings, in: context),
      let policy = try? session.noticePolicy(),
      let outcome = try? await session.run(occasion: .passing)
    else { return [] }
    let now = context.clock()
    let isShown = policy.isShown(
      outcome.finding,
      to: audience,
      lastShownAt: session.store.notifiedAt(),
      now: now
    )
    guard isShown, let installed = session.subject.installed,
      let latest = outcome.finding.latest
    else { return [] }
    _ = session.store.saveNotice(at: now)
    await context.announce(SelfCheckFinding(outcome.finding, of: session.subject))
    return [
      Notice(lines: [
        "A new release of pip is available: \(installed) -> \(latest)",
        "To update, run: \(session.upgradeCommand)",
      ])
    ]
  }
}

extension Settings {
  /// The same about another environment; nil where there is none, or none that its files tell all about.
  fileprivate func about(_ prefix: FilePath) -> Settings? {
    let location = try? InterpreterLocation(
      inspecting: prefix.appending("bin").appending("python"),
      chosenBy: interpreter.chosenBy
    )
    guard let location, case .virtualEnvironment(let prefix, let configuration) = location.kind,
      !configuration.includesSystemSitePackages
    else { return nil }
    var other = self
    other.interpreter = location
    other.prefix = prefix.systemText
    return other
  }
}

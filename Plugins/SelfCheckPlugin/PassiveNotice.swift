internal import PipConfiguration
internal import PipPackaging
internal import PipPluginKit
internal import PipSelfCheck
internal import PipVersionCheck

/// Tells, after a command that installs, that a newer pip exists.
///
/// All gates hold: only on a terminal, not on a build machine, at most once a day. The command is
/// never delayed: what is not known when it is done is told another time.
struct PassiveNotice: CommandHook {
  let name = "notice"

  func concerns(_ command: CommandFacts) -> Bool {
    command.effect == .installs
  }

  func run(beside command: CommandFacts, in context: Context) async -> [Notice] {
    let audience = NoticePolicy.Audience(
      isTerminal: context.isStandardErrorTerminal,
      buildMachineVariable: NoticePolicy.buildMachineVariable(
        in: context.surroundings.environment
      ),
      isQuiet: context.verbosity == .quiet
    )
    guard NoticePolicy().reaches(audience) else { return [] }
    // Whatever keeps the check from knowing is for those who ask: here nobody did.
    guard let settings = try? await context.settings(),
      let session = try? await CheckSession.begin(
        for: PackageName.pip,
        settings,
        in: context
      ),
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
    return [
      Notice(lines: [
        "A new release of pip is available: \(installed) -> \(latest)",
        "To update, run: \(session.upgradeCommand)",
      ])
    ]
  }
}

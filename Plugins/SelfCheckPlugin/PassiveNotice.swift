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
    guard NoticePolicy().reaches(audience), let settings = try? await context.settings() else {
      return []
    }
    guard let folder = command.madeEnvironment else {
      return await notices(about: settings, to: audience, in: context)
    }
    let directory = context.surroundings.process.workingDirectory ?? "/"
    let prefix = directory.pushing(FilePath(systemText: folder)).lexicallyNormalized()
    // The index is asked while the environment is made; what is in that can be seen only then.
    _ = try? await CheckSession.begin(for: .pip, settings, in: context)
      .about(environmentToBe: prefix.systemText).run(occasion: .passing)
    await Self.commandIsDone()
    // It has been made, and this task is cancelled: nothing is waited for any more.
    var known = context
    known.isOffline = true
    return await Task { [known] in
      guard let made = settings.about(prefix) else { return [] }
      return await notices(about: made, to: audience, in: known)
    }.value
  }

  /// Waits until the command is done, which cancels the task.
  private static func commandIsDone() async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
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
    return [
      Notice(lines: [
        "A new release of pip is available: \(installed) -> \(latest)",
        "To update, run: \(session.upgradeCommand)",
      ])
    ]
  }
}

extension Settings {
  /// The same about another environment; nil where there is none.
  fileprivate func about(_ prefix: FilePath) -> Settings? {
    let location = try? InterpreterLocation(
      inspecting: prefix.appending("bin").appending("python"),
      chosenBy: interpreter.chosenBy
    )
    guard let location, case .virtualEnvironment(let prefix, _) = location.kind else { return nil }
    var other = self
    other.interpreter = location
    other.prefix = prefix.systemText
    return other
  }
}

internal import PipConfiguration
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSelfCheck
internal import PipSystem
internal import PipVersionCheck
internal import SystemPackage

/// The answer of `swiftpip self-check`.
struct SelfCheckReport: Report {
  let package: String
  let prefix: String
  let installed: String?
  let installer: String
  var finding: CheckFinding
  let nextCheckAt: Timestamp?
  let stateFile: FilePath?
  let index: String?
  let upgradeCommand: String
  let verdicts: [GateVerdict]
  let swept: [SweptFile]
  let diagnostics: [Diagnostic]
  let now: Timestamp
  let answersByExitCode: Bool
  let isExplained: Bool

  init(
    session: CheckSession,
    outcome: CheckOutcome,
    now: Timestamp,
    answersByExitCode: Bool,
    isExplained: Bool,
    isIndexTold: Bool
  ) {
    package = session.subject.package.normalized
    prefix = session.subject.prefix
    installed = session.subject.installed?.description
    installer = session.subject.installer
    finding = outcome.finding
    nextCheckAt = outcome.nextCheckAt
    stateFile = session.store.stateFile
    index = isIndexTold ? session.index : nil
    upgradeCommand = session.upgradeCommand
    verdicts = outcome.verdicts
    swept = outcome.swept
    let cache = session.settings.cacheDirectory.diagnostic.map { [$0.with(severity: .note)] }
    diagnostics =
      session.settings.configuration.notices + (cache ?? []) + outcome.diagnostics
      + outcome.swept.map(Self.note)
    self.now = now
    self.answersByExitCode = answersByExitCode
    self.isExplained = isExplained
  }

  var result: SelfCheckResult { SelfCheckResult(report: self) }

  var exitStatus: ExitStatus {
    guard answersByExitCode else { return .success }
    if finding.isOutdated { return .no }
    return finding.isAnswered ? .success : .failure
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line(headline)
    guard verbosity > .quiet else { return }
    page.list(details(verbosity))
    guard isExplained else { return }
    page.line("")
    page.table(
      verdicts.map { verdict in
        [
          Page.Span("  \(verdict.gate)"),
          Page.Span(verdict.decision.rawValue, Self.style(of: verdict.decision)),
          Page.Span(verdict.saw),
        ]
      }
    )
  }

  private var headline: Page.Span {
    let subject = installed.map { "\(package) \($0)" } ?? package
    if let latest = finding.latest, finding.isOutdated {
      return Page.Span("\(subject) is out of date: \(latest) is available", .warning)
    }
    switch finding.reason {
    case .packageNotInstalled:
      return Page.Span("\(package) is not installed in \(prefix)", .warning)
    case .noIndex, .indexUnreachable, .noCandidate, .offline, .claimedByAnotherRun:
      guard finding.latest == nil else {
        return Page.Span("\(subject) was up to date when it was last checked")
      }
      return Page.Span("cannot tell whether \(subject) is out of date: \(obstacle)", .warning)
    case .sameBaseVersion:
      let latest = finding.latest.map { ": \($0) is the same release" } ?? ""
      return Page.Span("\(subject) is up to date\(latest)", .good)
    case .newerRelease, .upToDate, .notInstalledByPip, .externallyManaged, .disabled:
      return Page.Span("\(subject) is up to date", .good)
    }
  }

  /// What kept a check from a fresh answer.
  private var obstacle: String {
    switch finding.reason {
    case .noIndex: "there is no index to ask"
    case .indexUnreachable:
      verdicts.last?.gate == "back-off"
        ? "the index failed lately and is left alone for a while" : "the index gave no answer"
    case .noCandidate: "the index has no release that this Python can install"
    case .offline: "this run is offline"
    case .claimedByAnotherRun: "another run is asking at this moment"
    case .newerRelease, .upToDate, .sameBaseVersion, .notInstalledByPip, .externallyManaged,
      .disabled, .packageNotInstalled:
      "nothing"
    }
  }

  /// How to get the newer version: where pip is not in charge, its command would only do harm.
  private var upgrade: String {
    switch finding.reason {
    case .externallyManaged:
      "with the package manager that owns the environment"
    case .notInstalledByPip:
      installer.isEmpty
        ? "with the tool that installed it" : "with \(installer), which installed it"
    case .newerRelease, .upToDate, .sameBaseVersion, .packageNotInstalled, .noIndex,
      .indexUnreachable, .noCandidate, .claimedByAnotherRun, .offline, .disabled:
      upgradeCommand
    }
  }

  private func details(_ verbosity: Verbosity) -> [(name: String, value: String)] {
    var details = [(name: "environment", value: prefix)]
    if finding.isOutdated { details.append(("upgrade", upgrade)) }
    if let checkedAt = finding.checkedAt {
      let age = now.since(checkedAt)
      details.append(("checked", age < .seconds(1) ? "just now" : "\(Self.age(age)) ago"))
    }
    if finding.latest != nil, !finding.isAnswered { details.append(("not renewed", obstacle)) }
    if let remark { details.append(("notices", remark)) }
    let hasFailed = finding.reason == .indexUnreachable || finding.reason == .noCandidate
    if hasFailed, let nextCheckAt, nextCheckAt > now {
      // A minute more than there is to wait, never one less.
      details.append(("next try", "in \(Self.age(nextCheckAt.since(now) + .seconds(59)))"))
    }
    guard isExplained || verbosity == .verbose else { return details }
    if let stateFile { details.append(("state", stateFile.systemText)) }
    if let index { details.append(("index", index)) }
    if let nextCheckAt { details.append(("next check", nextCheckAt.rfc3339)) }
    return details
  }

  private var remark: String? {
    switch finding.reason {
    case .disabled: "off: version checks are turned off"
    case .notInstalledByPip: "off: pip did not install it"
    case .externallyManaged: "off: another package manager owns the environment"
    case .newerRelease, .upToDate, .sameBaseVersion, .packageNotInstalled, .noIndex,
      .indexUnreachable, .noCandidate, .claimedByAnotherRun, .offline:
      nil
    }
  }

  private static func age(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    let units: [(size: Int64, name: String)] = [
      (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"),
    ]
    let unit = units.first { seconds >= $0.size } ?? (1, "second")
    let count = seconds / unit.size
    return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
  }

  private static func style(of decision: GateVerdict.Decision) -> Page.Style {
    switch decision {
    case .passed: .faint
    case .silenced: .warning
    case .answered: .good
    case .stopped: .warning
    }
  }

  private static func note(_ file: SweptFile) -> Diagnostic {
    Diagnostic(
      .note,
      code: "self-check.swept",
      message: "removed \(file.path.systemText)",
      causes: [file.reason.rawValue]
    )
  }
}

package import PipSystem

/// Decides whether a finding is shown to somebody who did not ask.
package struct NoticePolicy: Sendable, Hashable {
  /// What the notice would be printed to.
  package struct Audience: Sendable, Hashable {
    /// Whether standard error is a terminal.
    package var isTerminal: Bool
    /// The variable that gives a build machine away, nil where none is set.
    package var buildMachineVariable: String?
    /// Whether the user asked for quiet.
    package var isQuiet: Bool

    /// Creates an audience from its facts.
    package init(isTerminal: Bool, buildMachineVariable: String?, isQuiet: Bool) {
      self.isTerminal = isTerminal
      self.buildMachineVariable = buildMachineVariable
      self.isQuiet = isQuiet
    }
  }

  /// How long after one notice the next may come.
  package var interval: Duration

  /// Creates a policy, by default of at most one notice a day.
  package init(interval: Duration = .days(1)) {
    self.interval = interval
  }

  /// Tells whether to show a finding now, given when the last notice was shown.
  package func isShown(
    _ finding: CheckFinding,
    to audience: Audience,
    lastShownAt: Timestamp?,
    now: Timestamp
  ) -> Bool {
    guard finding.isWorthNotice, reaches(audience) else { return false }
    guard let lastShownAt, lastShownAt <= now else { return true }
    return now.since(lastShownAt) >= interval
  }

  /// Tells whether anybody would read a notice: where nobody would, nothing need be asked.
  package func reaches(_ audience: Audience) -> Bool {
    audience.isTerminal && audience.buildMachineVariable == nil && !audience.isQuiet
  }

  /// Returns the variable by which an environment is known as a build machine's.
  ///
  /// The list is pip's (`pip/_internal/network/session.py`, `CI_ENVIRONMENT_VARIABLES`) and those
  /// that other tools' checks look at. An empty value counts as unset, and so does `CI=false`.
  package static func buildMachineVariable(in environment: Environment) -> String? {
    let names = [
      "BUILD_BUILDID", "BUILD_ID", "BUILD_NUMBER", "CI", "PIP_IS_CI", "RUN_ID", "TF_BUILD",
    ]
    return names.first { name in
      guard let value = environment.nonEmpty(name) else { return false }
      return !["0", "false"].contains(value.lowercased())
    }
  }
}

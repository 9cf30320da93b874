public import ArgumentParser
public import PipPluginKit

/// Tells whether the pip of an environment is out of date, when asked and in passing.
public struct SelfCheckPlugin: Plugin {
  /// `self-check`.
  public let name = "self-check"
  /// What it adds, in one sentence.
  public let abstract = "Tells whether an environment's pip is out of date."

  /// Creates the plugin.
  public init() {}

  /// The command `self-check`.
  public var commands: [any ParsableCommand.Type] { [SelfCheckCommand.self] }
  /// The passive notice.
  public var hooks: [any CommandHook] { [PassiveNotice()] }
  /// The look at the state that pip and swiftpip share.
  public var doctorChecks: [any DoctorCheck] { [StateFileCheck()] }
  /// The rule for dead states.
  public var housekeepingRules: [any HousekeepingRule] { [DeadStateRule()] }
}

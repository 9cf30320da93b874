public import ArgumentParser
public import PipPluginKit

/// Tells whether the pip of an environment is out of date, when asked and in passing.
public struct SelfCheckPlugin: Plugin {
  public let name = "self-check"
  public let abstract = "Tells whether an environment's pip is out of date."

  /// Creates the plugin.
  public init() {}

  public var commands: [any ParsableCommand.Type] { [SelfCheckCommand.self] }
  public var hooks: [any CommandHook] { [PassiveNotice()] }
  public var doctorChecks: [any DoctorCheck] { [StateFileCheck()] }
  public var housekeepingRules: [any HousekeepingRule] { [DeadStateRule()] }
}

public import ArgumentParser
public import PipPluginKit

/// Tells whether the pip of an environment is out of date, when asked and in passing.
public struct SelfCheckPlugin: Plugin {
  /// `self-check`.
  public let name = "self-check"

  /// What it adds.
  public let abstract = "Tells whether an environment's pip is out of date."
  /// Its version.
  public let version = SwiftpipVersion.text

  /// Creates the plugin.
  public init() {}

  /// The check that is asked for by name.
  public var commands: [any ParsableCommand.Type] { [SelfCheckCommand.self] }

  /// The check in passing.
  public var hooks: [any CommandHook] { [PassiveNotice()] }

  /// Whether the state can be used.
  public var doctorChecks: [any DoctorCheck] { [StateFileCheck()] }

  /// What checks leave behind.
  public var housekeepingRules: [any HousekeepingRule] { [DeadStateRule()] }
}

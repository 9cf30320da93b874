public import ArgumentParser

/// A set of commands and extensions under one name.
///
/// All of swiftpip's own commands are plugins built on this protocol. Everything but the name and
/// the abstract has a default, so that a plugin declares only what it adds:
///
/// ```swift
/// struct GreetingPlugin: Plugin {
///   let name = "greeting"
///   let abstract = "Says hello."
///   let version = "1.4.0"
///   var commands: [any ParsableCommand.Type] { [Hello.self] }
/// }
/// ```
public protocol Plugin: Sendable {
  /// The plugin's name: lower-case letters, digits, hyphens and dots, beginning with a letter, at most 64 bytes.
  var name: String { get }

  /// What it adds, in one sentence.
  var abstract: String { get }

  /// Its version, as `swiftpip plugin list` shows it: one word, such as `1.4.0`; empty where it says none.
  var version: String { get }

  /// Its commands. Those at the ends of the tree are `PluginCommand`s; the others only group them.
  var commands: [any ParsableCommand.Type] { get }

  /// What it does beside other plugins' commands.
  var hooks: [any CommandHook] { get }

  /// What it does when a self-check has found something out.
  var findingHooks: [any FindingHook] { get }

  /// What it knows of versions of packages.
  var versionSources: [any VersionSource] { get }

  /// What it adds to snapshots of the cache.
  var snapshotSections: [any SnapshotSection] { get }

  /// What it can tell about the health of the installation.
  var doctorChecks: [any DoctorCheck] { get }

  /// What it knows to be dead in the cache.
  var housekeepingRules: [any HousekeepingRule] { get }
}

extension Plugin {
  /// No version.
  public var version: String { "" }

  /// No commands.
  public var commands: [any ParsableCommand.Type] { [] }

  /// No hooks.
  public var hooks: [any CommandHook] { [] }

  /// No hooks after findings.
  public var findingHooks: [any FindingHook] { [] }

  /// No sources of versions.
  public var versionSources: [any VersionSource] { [] }

  /// No sections.
  public var snapshotSections: [any SnapshotSection] { [] }

  /// No checks.
  public var doctorChecks: [any DoctorCheck] { [] }

  /// No rules.
  public var housekeepingRules: [any HousekeepingRule] { [] }
}

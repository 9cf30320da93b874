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
///   var hooks: [any CommandHook] { [Welcome()] }
/// }
///
/// struct Welcome: CommandHook {
///   let name = "welcome"
///   let moments: Set<HookMoment> = [.after]
///
///   func run(after command: CommandFacts, in context: Context) async -> [Notice] {
///     [Notice(lines: ["hello, and thank you for \(command.name)"])]
///   }
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
  ///
  /// ```swift
  /// struct Greetings: ParsableCommand {
  ///   static let configuration = CommandConfiguration(
  ///     commandName: "greetings",
  ///     abstract: "What one says.",
  ///     subcommands: []
  ///   )
  /// }
  ///
  /// struct GreetingPlugin: Plugin {
  ///   let name = "greeting"
  ///   let abstract = "Says hello."
  ///   var commands: [any ParsableCommand.Type] { [Greetings.self] }
  /// }
  /// ```
  var commands: [any ParsableCommand.Type] { get }

  /// What it does beside other plugins' commands.
  var hooks: [any CommandHook] { get }

  /// What it does when a self-check has found something out.
  ///
  /// ```swift
  /// struct Echo: FindingHook {
  ///   let name = "echo"
  ///
  ///   func run(after finding: SelfCheckFinding, in context: Context) async -> [Notice] {
  ///     [Notice(lines: [finding.reason])]
  ///   }
  /// }
  ///
  /// struct GreetingPlugin: Plugin {
  ///   let name = "greeting"
  ///   let abstract = "Says hello."
  ///   var findingHooks: [any FindingHook] { [Echo()] }
  /// }
  /// ```
  var findingHooks: [any FindingHook] { get }

  /// What it knows of versions of packages.
  ///
  /// ```swift
  /// struct OneVersion: VersionSource {
  ///   let name = "one-version"
  ///
  ///   func covers(_ package: String) -> Bool { package == "team-tools" }
  ///
  ///   func versions(of package: String, in context: Context) async throws -> [PackageVersion] {
  ///     ["1.4"].compactMap { PackageVersion($0) }
  ///   }
  /// }
  ///
  /// struct GreetingPlugin: Plugin {
  ///   let name = "greeting"
  ///   let abstract = "Says hello."
  ///   var versionSources: [any VersionSource] { [OneVersion()] }
  /// }
  /// ```
  var versionSources: [any VersionSource] { get }

  /// What it adds to snapshots of the cache.
  ///
  /// ```swift
  /// struct Motto: SnapshotSection {
  ///   let name = "motto"
  ///
  ///   func content(for level: RedactionLevel, in context: Context) async throws -> [String: String] {
  ///     level == .report ? [:] : ["motto": "small is beautiful"]
  ///   }
  ///
  ///   func restore(_ content: [String: String], in context: Context) async throws {}
  /// }
  ///
  /// struct GreetingPlugin: Plugin {
  ///   let name = "greeting"
  ///   let abstract = "Says hello."
  ///   var snapshotSections: [any SnapshotSection] { [Motto()] }
  /// }
  /// ```
  var snapshotSections: [any SnapshotSection] { get }

  /// What it can tell about the health of the installation.
  ///
  /// ```swift
  /// struct Mirror: DoctorCheck {
  ///   let code = "greeting.mirror"
  ///   let abstract = "the team's mirror"
  ///
  ///   func findings(in context: Context) async -> [Diagnostic] { [] }
  /// }
  ///
  /// struct GreetingPlugin: Plugin {
  ///   let name = "greeting"
  ///   let abstract = "Says hello."
  ///   var doctorChecks: [any DoctorCheck] { [Mirror()] }
  /// }
  /// ```
  var doctorChecks: [any DoctorCheck] { get }

  /// What it knows to be dead in the cache.
  ///
  /// ```swift
  /// struct OldGreetings: HousekeepingRule {
  ///   let code = "greeting.old"
  ///   let abstract = "greetings of last year"
  ///
  ///   func deadFiles(limit: Int, in context: Context) async throws -> DeadFiles { DeadFiles() }
  /// }
  ///
  /// struct GreetingPlugin: Plugin {
  ///   let name = "greeting"
  ///   let abstract = "Says hello."
  ///   var housekeepingRules: [any HousekeepingRule] { [OldGreetings()] }
  /// }
  /// ```
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

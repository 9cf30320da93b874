package import PipConfiguration
package import PipSystem
package import SystemPackage

/// The world as a command sees it: resolved once by the front end, handed down as values.
///
/// ```swift
/// let interpreter = try await context.interpreter()
/// let packages = try await context.installedPackages()
/// page.line("\(packages.count) packages for Python \(interpreter.version)")
/// if context.verbosity == .verbose { page.line("in \(interpreter.prefix)") }
/// if context.isOffline { page.line("no index was asked") }
/// ```
public struct Context: Sendable {
  /// The command that runs.
  ///
  /// ```swift
  /// page.line("swiftpip \(context.command.name)")
  /// ```
  public var command: CommandFacts

  /// How much the user wants to know.
  public var verbosity: Verbosity

  /// Whether the network must not be used.
  public var isOffline: Bool

  /// What all plugins can tell about the health of the installation.
  ///
  /// ```swift
  /// for check in context.doctorChecks {
  ///   for finding in await check.findings(in: context) { page.line("\(check.abstract): \(finding.message)") }
  /// }
  /// ```
  public var doctorChecks: [any DoctorCheck]

  /// What all plugins know to be dead in the cache.
  ///
  /// ```swift
  /// for rule in context.housekeepingRules {
  ///   let dead = try await rule.deadFiles(limit: 100, in: context)
  ///   page.line("\(rule.abstract): \(dead.files.count) files")
  /// }
  /// ```
  public var housekeepingRules: [any HousekeepingRule]

  /// What all plugins know of versions of packages.
  ///
  /// ```swift
  /// if let source = context.versionSources.first(where: { $0.covers("team-tools") }) {
  ///   let newest = try await source.versions(of: "team-tools", in: context).max()
  ///   page.line("team-tools \(newest?.description ?? "is nowhere")")
  /// }
  /// ```
  public var versionSources: [any VersionSource]

  /// Whether variables and the user's configuration of pip are ignored.
  package var isIsolated = false

  /// Whether external plugins are not to be looked for.
  package var isWithoutPlugins = false

  /// What all plugins add to snapshots of the cache.
  package var snapshotSections: [NamedSection]

  /// The plugins that the program is built with.
  package var plugins: [PluginSummary]

  /// What was left out of what plugins declare, and because of what.
  ///
  /// ```swift
  /// for diagnostic in context.pluginDiagnostics { page.line(diagnostic.message) }
  /// ```
  public var pluginDiagnostics: [Diagnostic]

  /// Shows how far the command has come; nil where nobody would see it.
  ///
  /// It may be called as often as there is something new: what is too much is not shown.
  ///
  /// ```swift
  /// for done in 1...3 {
  ///   context.showProgress?(Progress("looking at wheels", count: done, unit: "wheels"))
  /// }
  /// ```
  public var showProgress: (@Sendable (Progress) -> Void)?

  /// Shows lines to the user on standard error and asks whether to go on; nil where the answer is for programs.
  ///
  /// It waits for a line of standard input, be that a terminal or not, and returns nil where there is none. A plugin
  /// that is a program of its own has nobody to ask.
  ///
  /// ```swift
  /// guard context.confirm?(["this removes 3 files"]) == true else { return }
  /// ```
  public var confirm: (@Sendable (_ lines: [String]) -> Bool?)?

  /// Tells hooks of all plugins what a self-check has found out; what they have to say to that is shown when
  /// the command is done.
  ///
  /// Who calls it waits for the hooks.
  ///
  /// ```swift
  /// let finding = SelfCheckFinding(
  ///   package: "team-tools",
  ///   prefix: try await context.interpreter().prefix,
  ///   installed: "1.0",
  ///   latest: "1.1",
  ///   isOutdated: true,
  ///   reason: "newer-release"
  /// )
  /// await context.announce(finding)
  /// ```
  public var announce: @Sendable (SelfCheckFinding) async -> Void = { _ in }

  /// The variables of the process, whose it is and where.
  package var surroundings: Surroundings

  /// The program that runs; nil where nobody knows.
  package var program: FilePath?

  /// Whether standard output is a terminal.
  package var isStandardOutputTerminal: Bool

  /// Whether standard error is a terminal.
  package var isStandardErrorTerminal: Bool

  /// How what there is on this machine is found.
  package var inventory: Inventory

  /// When the command began; what may take only so long is measured from here.
  package var startedAt: ContinuousClock.Instant

  /// What the clock shows.
  package var clock: @Sendable () -> Timestamp

  /// Finds the environment, reads pip's configuration and chooses the cache directory.
  ///
  /// Only commands that need to know ask: for an interpreter that is no virtual environment's, the
  /// first time costs a run of Python.
  package var settings: @Sendable () async throws -> Settings

  /// Reads pip's configuration and chooses the cache directory; an environment need not be there.
  package var cacheSettings: @Sendable () async throws -> CacheSettings

  /// Creates a context; the front end and tests do.
  package init(
    command: CommandFacts,
    verbosity: Verbosity,
    isOffline: Bool,
    doctorChecks: [any DoctorCheck],
    housekeepingRules: [any HousekeepingRule],
    versionSources: [any VersionSource] = [],
    snapshotSections: [NamedSection] = [],
    plugins: [PluginSummary] = [],
    pluginDiagnostics: [Diagnostic] = [],
    showProgress: (@Sendable (Progress) -> Void)? = nil,
    confirm: (@Sendable (_ lines: [String]) -> Bool?)? = nil,
    surroundings: Surroundings,
    program: FilePath? = nil,
    isStandardOutputTerminal: Bool = false,
    isStandardErrorTerminal: Bool,
    inventory: Inventory = .nothing,
    startedAt: ContinuousClock.Instant = .now,
    clock: @escaping @Sendable () -> Timestamp,
    settings: @escaping @Sendable () async throws -> Settings,
    cacheSettings: @escaping @Sendable () async throws -> CacheSettings
  ) {
    self.command = command
    self.verbosity = verbosity
    self.isOffline = isOffline
    self.doctorChecks = doctorChecks
    self.housekeepingRules = housekeepingRules
    self.versionSources = versionSources
    self.snapshotSections = snapshotSections
    self.plugins = plugins
    self.pluginDiagnostics = pluginDiagnostics
    self.showProgress = showProgress
    self.confirm = confirm
    self.surroundings = surroundings
    self.program = program
    self.isStandardOutputTerminal = isStandardOutputTerminal
    self.isStandardErrorTerminal = isStandardErrorTerminal
    self.inventory = inventory
    self.startedAt = startedAt
    self.clock = clock
    self.settings = settings
    self.cacheSettings = cacheSettings
  }
}

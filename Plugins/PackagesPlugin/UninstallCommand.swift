internal import ArgumentParser
internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipInstaller
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Removes distributions: `swiftpip uninstall`.
struct UninstallCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall",
    abstract: "Removes distributions from an environment: all of them or none."
  )

  static let effect = CommandEffect.installs

  @Argument(help: ArgumentHelp("What is to be removed.", valueName: "package"))
  var names: [String] = []

  @Option(
    name: [.customShort("r"), .customLong("requirement")],
    help: ArgumentHelp(
      "A file of requirements: all that it names (repeatable).",
      valueName: "file"
    ),
    completion: .file()
  )
  var requirementFiles: [String] = []

  @Flag(name: [.customShort("y"), .customLong("yes")], help: "Remove it without a question.")
  var isConfirmed = false

  @Flag(name: .customLong("dry-run"), help: "Show what would be removed.")
  var isDryRun = false

  @Flag(
    name: .customLong("break-system-packages"),
    help: "Change an environment that belongs to another package manager."
  )
  var breaksSystemPackages = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    guard !names.isEmpty || !requirementFiles.isEmpty else {
      throw ValidationError("name what is to be removed")
    }
    for name in names where Requirement(name) == nil {
      throw ValidationError("\"\(name)\" is no name of a project")
    }
  }

  func run(in context: Context) async throws -> UninstallReport {
    let environment = try await context.environment()
    let facts = try await environment.facts()
    try facts.seeThatChangeable(breaksSystemPackages, in: context)
    let (wanted, unnamed) = try wanted(context.surroundings.environment)
    let places = try RemovalPlace.all(of: facts, environment.location.executable)
    if !isDryRun {
      for place in places { try place.facts.finishChanges(now: context.clock()) }
    }
    let installed = try await environment.allDistributions()
    var removals: [Uninstallation] = []
    var absent: [String] = []
    var seen: Set<PackageName> = []
    for name in wanted where seen.insert(name).inserted {
      guard let distribution = installed.first(where: { $0.name == name }) else {
        absent.append(name.original)
        continue
      }
      guard let place = places.first(where: { $0.scheme.holds(distribution) }) else {
        throw Outside(distribution: distribution, prefix: FilePath(systemText: facts.prefix))
      }
      removals.append(try Uninstallation(of: distribution, in: place.scheme))
    }
    if !isDryRun, !isConfirmed, !removals.isEmpty {
      guard let isConfirmed = context.confirm?(removals.flatMap(\.question)) else {
        throw NobodyToConfirm()
      }
      guard isConfirmed else {
        return UninstallReport(
          removals: [],
          absent: absent,
          unnamed: unnamed,
          isDryRun: false,
          isDeclined: true
        )
      }
    }
    for place in isDryRun ? [] : places {
      let own = removals.filter { place.scheme.holds($0.distribution) }
      guard !own.isEmpty else { continue }
      try await EnvironmentUpdate(removing: own).run(
        on: place.facts,
        through: nil,
        now: context.clock()
      )
    }
    return UninstallReport(
      removals: removals,
      absent: absent,
      unnamed: unnamed,
      isDryRun: isDryRun
    )
  }

  /// Returns the projects that are named, on the command line and in files of requirements.
  private func wanted(
    _ environment: Environment
  ) throws -> (names: [PackageName], unnamed: [String]) {
    var reading = RequirementsReading(in: environment)
    for file in requirementFiles { try reading.read(FilePath(systemText: file)) }
    let texts = names + reading.lines.map(\.text) + reading.editables.map(\.text)
    let locked = try reading.locks.flatMap { try Lockfile(at: $0).packages.map(\.name) }
    let wanted =
      texts.compactMap(RequirementsReading.project) + locked.compactMap { PackageName($0) }
    let unnamed = texts.filter { RequirementsReading.project(in: $0) == nil }
    guard !wanted.isEmpty || !unnamed.isEmpty else { throw WishError.namesNothing }
    return (wanted, unnamed)
  }
}

/// Where distributions may go from: the environment, and what is installed for the user alone.
private struct RemovalPlace {
  let facts: InterpreterFacts
  let scheme: InstallScheme

  private init?(_ facts: InterpreterFacts) {
    guard let scheme = facts.installScheme else { return nil }
    (self.facts, self.scheme) = (facts, scheme)
  }

  static func all(
    of facts: InterpreterFacts,
    _ executable: FilePath
  ) throws(InstallerError) -> [RemovalPlace] {
    guard let own = RemovalPlace(facts) else { throw .noScheme(executable) }
    var forUser = facts
    forUser.scheme = facts.userScheme
    return [own] + [RemovalPlace(forUser)].compactMap(\.self)
  }
}

/// A distribution is not the environment's to remove.
private struct Outside: Error, Explainable {
  let distribution: InstalledDistribution
  let prefix: FilePath

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "packages.outside",
      message:
        "\(distribution.writtenName) is not in the environment \(prefix.systemText), and stays",
      causes: ["it is in \(distribution.location.systemText)"]
    )
  }
}

extension Uninstallation {
  /// What is asked about, as pip shows it.
  fileprivate var question: [String] {
    ["Uninstalling \(distribution.writtenName)-\(distribution.shownVersion):", "  Would remove:"]
      + files.map { "    \($0.systemText)" }
  }
}

/// There is nobody who could say whether to go on.
private struct NobodyToConfirm: Error, Explainable {
  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "packages.not-confirmed",
      message: "nobody is there to ask whether to remove it; nothing was removed",
      hint: "say --yes, or --dry-run to see what would be removed"
    )
  }
}

/// The answer of `swiftpip uninstall`.
struct UninstallReport: Report {
  struct Result: Encodable, Sendable {
    struct Removed: Encodable, Sendable {
      let name: String
      let version: String
      let files: [String]
    }

    let removed: [Removed]
    let notInstalled: [String]
  }

  let removals: [Uninstallation]
  let absent: [String]
  /// What files of requirements have and say no project of.
  let unnamed: [String]
  let isDryRun: Bool
  /// Whether the user was asked and said no.
  var isDeclined = false

  var result: Result {
    Result(
      removed: removals.map { removal in
        Result.Removed(
          name: removal.distribution.writtenName,
          version: removal.distribution.shownVersion,
          files: removal.files.map { SystemText.readable($0.systemText) }
        )
      },
      notInstalled: absent
    )
  }

  var diagnostics: [Diagnostic] {
    let missing = absent.map { name in
      Diagnostic(
        .warning,
        code: "packages.not-installed",
        message: "\(name) is not installed: nothing of it is removed"
      )
    }
    let passedOver = unnamed.map { text in
      Diagnostic(
        .warning,
        code: "packages.unnamed",
        message: "\(text) does not say which project it is, and is passed over"
      )
    }
    let spared = removals.flatMap { removal in
      removal.spared.map { path in
        Diagnostic(
          .warning,
          code: "packages.spared",
          message:
            "\(removal.distribution.writtenName) names a file that is not its own, which stays: \(path)"
        )
      }
    }
    return missing + passedOver + spared
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard verbosity > .quiet else { return }
    if isDeclined { page.line("Nothing was removed") }
    for removal in removals {
      let title = "\(removal.distribution.writtenName)-\(removal.distribution.shownVersion)"
      if isDryRun || verbosity > .normal {
        page.line("\(title):")
        for file in removal.files { page.line("  \(file.systemText)") }
      }
      page.line(isDryRun ? "Would uninstall \(title)" : "Successfully uninstalled \(title)")
    }
  }
}

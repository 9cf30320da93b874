internal import ArgumentParser
internal import PipEnvironments
internal import PipPackaging
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Shows what is installed as requirements: `swiftpip freeze`.
struct FreezeCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "freeze",
    abstract: "Shows what is installed as requirements, as \"pip freeze\" does."
  )

  @Flag(name: .customLong("all"), help: "What installers consist of as well.")
  var isWithInstallers = false

  @Option(
    name: [.customShort("r"), .customLong("requirement")],
    help: ArgumentHelp(
      "Write the lines of a file of requirements first, with what is installed (repeatable).",
      valueName: "file"
    ),
    completion: .file()
  )
  var requirementFiles: [String] = []

  @OptionGroup var choice: DistributionChoice

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> FreezeReport {
    let environment = try await context.environment()
    var skipped: Set<String> = []
    if !isWithInstallers {
      skipped.insert("pip")
      // They came with every Python before 3.12.
      let isEarly = try await environment.version.map { $0 < (3, 12) } ?? false
      if isEarly { skipped.formUnion(["setuptools", "distribute", "wheel"]) }
    }
    var files = FrozenFiles(
      installed: try await choice.distributions(in: environment, withExcluded: true)
    )
    for file in requirementFiles { try files.add(FilePath(systemText: file)) }
    let rest = files.rest
      .filter { !skipped.contains($0.name.normalized) && !choice.isExcluded($0) }
      .sorted { $0.writtenName.lowercased() < $1.writtenName.lowercased() }
    let title =
      requirementFiles.isEmpty
      ? [] : ["## The following requirements were added by pip freeze:"]
    return FreezeReport(
      lines: files.lines + title + rest.flatMap(Self.lines),
      diagnostics: files.diagnostics
    )
  }

  /// Returns what is written of a distribution.
  static func lines(_ distribution: InstalledDistribution) -> [String] {
    let sign = distribution.version == nil ? "===" : "=="
    let pinned = "\(distribution.writtenName)\(sign)\(distribution.shownVersion)"
    if let location = distribution.editableLocation {
      return EditableRequirement.lines(of: distribution, at: location)
    }
    return [distribution.directURL?.requirement(of: distribution.writtenName) ?? pinned]
  }
}

/// The answer of `swiftpip freeze`: that of `pip freeze`.
struct FreezeReport: Report {
  let lines: [String]
  let diagnostics: [Diagnostic]

  var result: [String] { lines }

  func write(to page: inout Page, verbosity: Verbosity) {
    for line in lines { page.line(line) }
  }
}

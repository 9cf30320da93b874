internal import ArgumentParser
internal import PipDiagnostics
internal import PipEnvironments
internal import PipInstaller
internal import PipPackaging
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Sees whether what is installed has all that it requires: `swiftpip check`.
struct CheckCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Sees whether what is installed has what it requires, as \"pip check\" does."
  )

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CheckReport {
    let environment = try await context.environment()
    let facts = try await environment.facts()
    var report = CheckReport(
      of: try await environment.distributions(),
      in: facts.markerEnvironment,
      accepting: facts.supportedTags
    )
    let unfinished = facts.installScheme.map { EnvironmentChange.unfinished(in: $0) } ?? []
    report.diagnostics = unfinished.map { folder in
      Diagnostic(
        .warning,
        code: "packages.unfinished",
        message: "a change of the environment was stopped: \(folder.systemText)",
        hint: "install or uninstall anything: that makes it to its end first"
      )
    }
    return report
  }
}

/// The answer of `swiftpip check`: that of `pip check`.
struct CheckReport: Report {
  struct Result: Encodable, Sendable, Hashable {
    let problems: [String]
  }

  let problems: [String]

  /// What else deserves attention.
  var diagnostics: [Diagnostic] = []

  /// Looks through distributions.
  ///
  /// - Parameters:
  ///   - distributions: what is installed.
  ///   - environment: what markers may ask for.
  ///   - tags: what the interpreter accepts; nil where that does not matter.
  ///   - names: what problems must be about; nil for all.
  init(
    of distributions: [InstalledDistribution],
    in environment: [String: String],
    accepting tags: SupportedTags?,
    concerning names: Set<PackageName>? = nil
  ) {
    func isAsked(_ some: PackageName...) -> Bool {
      names.map { names in some.contains { names.contains($0) } } ?? true
    }
    let installed = Dictionary(distributions.map { ($0.name, $0) }) { first, _ in first }
    var missing: [String] = []
    var conflicting: [String] = []
    var unsupported: [String] = []
    for distribution in distributions {
      let title = "\(distribution.name.normalized) \(distribution.shownVersion)"
      guard let requirements = distribution.requirements(in: environment) else {
        if isAsked(distribution.name) {
          missing.append("\(title) has a requirement that is none.")
        }
        continue
      }
      // Mostly all are met: only what is not is put in order, and told once however often it is written.
      let unmet = requirements.filter { requirement in
        guard isAsked(distribution.name, requirement.name) else { return false }
        guard let other = installed[requirement.name] else { return true }
        return other.version.map { requirement.specifiers.contains($0, prereleases: .allowed) }
          != true
      }
      let written = Dictionary(unmet.map { ($0.description, $0) }) { first, _ in first }
      for (text, requirement) in written.sorted(by: { $0.key < $1.key }) {
        guard let other = installed[requirement.name] else {
          missing.append(
            "\(title) requires \(requirement.name.normalized), which is not installed."
          )
          continue
        }
        let found = "\(other.name.normalized) \(other.shownVersion)"
        conflicting.append("\(title) has requirement \(text), but you have \(found).")
      }
      if let tags, let wheel = distribution.content(of: "WHEEL").flatMap({ WheelMetadata($0) }),
        !wheel.isAccepted(by: tags)
      {
        unsupported.append(
          "\(distribution.writtenName) \(distribution.shownVersion) is not supported on this platform"
        )
      }
    }
    problems = missing + conflicting + unsupported
  }

  var result: Result { Result(problems: problems) }

  var exitStatus: ExitStatus { problems.isEmpty ? .success : .failure }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard verbosity > .quiet else { return }
    for problem in problems { page.line(problem) }
    if problems.isEmpty { page.line("No broken requirements found.") }
  }
}

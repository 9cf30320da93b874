import PipPluginKit

/// `swiftpip audit`: what is installed and known to be vulnerable.
public struct AuditPlugin: Plugin {
  /// The plugin's name.
  public let name = "audit"
  /// What it adds.
  public let abstract = "Compares an environment with advisories."
  /// Its version.
  public let version = "1.0.0"

  /// Creates the plugin.
  public init() {}

  /// `swiftpip audit`.
  public var commands: [any ParsableCommand.Type] { [AuditCommand.self] }

  /// The reminder.
  public var hooks: [any CommandHook] { [AuditReminder()] }
}

/// Compares an environment with a file of advisories.
struct AuditCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Compares an environment with a file of advisories.",
    discussion: """
      The file has an advisory or a list of them in the form of OSV. No network is used. Ends with 2 where something \
      is affected.
      """
  )

  @Argument(help: "The file of advisories.", completion: .file())
  var file: String

  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> AuditReport {
    let advisories = try AdvisoryFile(at: file).advisories
    var findings: [AuditReport.Finding] = []
    for package in try await context.installedPackages() {
      guard let version = PackageVersion(package.version) else { continue }
      for advisory in advisories where advisory.affects(package.name, version) {
        findings.append(
          AuditReport.Finding(
            name: package.name,
            version: package.version,
            advisory: advisory.id,
            summary: advisory.summary ?? "",
            fixedIn: advisory.fixes(of: package.name, after: version).map(\.description)
          )
        )
      }
    }
    return AuditReport(
      findings: findings.sorted { ($0.name, $0.advisory) < ($1.name, $1.advisory) },
      advisoryCount: advisories.count
    )
  }
}

/// Says after an installation that an audit may be due.
struct AuditReminder: CommandHook {
  let name = "reminder"
  let commands = ["install", "env restore"]
  let moments: Set<HookMoment> = [.after]

  func run(after command: CommandFacts, in context: Context) async -> [Notice] {
    [
      Notice(lines: ["see whether what is installed is known to be vulnerable: swiftpip audit FILE"]
      )
    ]
  }
}

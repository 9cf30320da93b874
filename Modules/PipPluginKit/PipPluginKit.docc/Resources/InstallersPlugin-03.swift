import PipPluginKit

/// Adds `swiftpip installers`.
public struct InstallersPlugin: Plugin {
  /// The plugin's name.
  public let name = "installers"

  /// What it adds.
  public let abstract = "Tells who has installed what."
  /// Its version.
  public let version = "0.1.0"

  /// Creates the plugin.
  public init() {}

  /// The command `installers`.
  public var commands: [any ParsableCommand.Type] { [InstallersCommand.self] }
}

/// Counts the packages of an environment by who has installed them.
struct InstallersCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "installers",
    abstract: "Counts packages by who has installed them."
  )

  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> InstallersReport {
    let packages = try await context.installedPackages()
    let groups = Dictionary(grouping: packages) { $0.installer }
    return InstallersReport(counts: groups.mapValues(\.count))
  }
}

/// The answer of `swiftpip installers`.
struct InstallersReport: Report {
  struct Result: Encodable, Sendable {
    let installers: [String: Int]
  }

  /// How many packages each installer has installed; nobody is the empty text.
  let counts: [String: Int]

  var result: Result { Result(installers: counts) }

  func write(to page: inout Page, verbosity: Verbosity) {
    let rows = counts.sorted { $0.key < $1.key }.map { installer, count in
      [
        Page.Span(installer.isEmpty ? "unknown" : installer, .strong),
        Page.Span("\(count)"),
      ]
    }
    page.table(rows, numbers: [1])
  }
}

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
    InstallersReport()
  }
}

/// The answer of `swiftpip installers`.
struct InstallersReport: Report {
  struct Result: Encodable, Sendable {}

  var result: Result { Result() }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line("nobody has counted yet")
  }
}

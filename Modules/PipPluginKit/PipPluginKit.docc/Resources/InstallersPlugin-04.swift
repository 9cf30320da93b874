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
    abstract: "Counts packages by who has installed them.",
    discussion: "With --expect it ends with 2 where somebody else has installed something."
  )

  @Option(help: ArgumentHelp("Who should have installed all.", valueName: "installer"))
  var expect: String?

  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> InstallersReport {
    let packages = try await context.installedPackages()
    guard !packages.isEmpty else { throw InstallersError.nothing }
    let groups = Dictionary(grouping: packages) { $0.installer }
    return InstallersReport(counts: groups.mapValues(\.count), expected: expect)
  }
}

/// Why nothing can be counted.
enum InstallersError: Error, Explainable {
  case nothing

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "installers.nothing",
      message: "nothing is installed",
      hint: "name another environment with --python"
    )
  }
}

/// The answer of `swiftpip installers`.
struct InstallersReport: Report {
  struct Result: Encodable, Sendable {
    let installers: [String: Int]
    let isExpected: Bool
  }

  /// How many packages each installer has installed; nobody is the empty text.
  let counts: [String: Int]

  /// Who should have installed all; nil for anybody.
  let expected: String?

  var isExpected: Bool { expected.map { counts.keys.elementsEqual([$0]) } ?? true }

  var result: Result { Result(installers: counts, isExpected: isExpected) }

  var exitStatus: ExitStatus { isExpected ? .success : .no }

  func write(to page: inout Page, verbosity: Verbosity) {
    let rows = counts.sorted { $0.key < $1.key }.map { installer, count in
      [
        Page.Span(installer.isEmpty ? "unknown" : installer, .strong),
        Page.Span("\(count)", expected.map { $0 == installer } ?? true ? .plain : .bad),
      ]
    }
    page.table(rows, numbers: [1])
  }
}

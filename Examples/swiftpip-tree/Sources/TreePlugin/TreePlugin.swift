import PipPluginKit

/// `swiftpip tree`: what an environment has, and what brought it there.
public struct TreePlugin: Plugin {
  /// The plugin's name.
  public let name = "tree"
  /// What it adds.
  public let abstract = "Shows what requires what in an environment."
  /// Its version.
  public let version = "1.0.0"

  /// Creates the plugin.
  public init() {}

  /// `swiftpip tree`.
  public var commands: [any ParsableCommand.Type] { [TreeCommand.self] }
}

/// Shows the dependency tree of an environment.
struct TreeCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree",
    abstract: "Shows what requires what in an environment.",
    discussion: "Without names it begins with what nothing else requires."
  )

  @Argument(help: "Begin with these.")
  var names: [String] = []

  @Option(name: .long, help: "Go so many levels down (default: all).")
  var depth: Int?

  @Flag(name: .long, help: "Show what requires a package, instead of what it requires.")
  var reverse = false

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if let depth, depth < 0 { throw ValidationError("a depth is not below 0") }
  }

  func run(in context: Context) async throws -> TreeReport {
    let graph = RequirementGraph(
      of: try await context.installedPackages(),
      for: try await context.interpreter()
    )
    var roots: [String] = []
    for name in names {
      guard let normalized = PackageRequirement.normalized(name), graph.packages[normalized] != nil
      else { throw NotInstalled(name: name) }
      roots.append(normalized)
    }
    let tree = reverse ? graph.reversed : graph
    return TreeReport(
      roots: (roots.isEmpty ? tree.roots : roots).map { tree.node($0, depth: depth ?? .max) },
      missing: graph.missing
    )
  }
}

/// A package that was named is not there.
struct NotInstalled: Error, Explainable {
  let name: String

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "tree.not-installed",
      message: "\(name) is not installed",
      hint: "swiftpip list"
    )
  }
}

internal import ArgumentParser
internal import PipCaptures
internal import PipDiagnostics
internal import PipEnvironments
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Shows an environment: `swiftpip env show`.
struct EnvironmentShowCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows an environment, and where a wheel for each distribution could come from.",
    discussion: """
      The wheel is the one that a distribution came from, found by what its RECORD says; "rebuilt" \
      is what a capture would make of its installed files.
      """
  )

  static var pipSections: [String] { ["install"] }

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> EnvironmentShowReport {
    let access = try await EnvironmentAccess.begin(in: context)
    let (search, diagnostics) = try await access.wheels(in: context)
    let distributions = try await access.environment.distributions()
    return EnvironmentShowReport(
      access: access,
      distributions: distributions.map { ShownDistribution($0, access.facts, search) },
      diagnostics: diagnostics
    )
  }
}

/// A distribution as `env show` has it.
struct ShownDistribution: Encodable, Sendable {
  /// Where its wheel could come from.
  struct WheelPlace: Encodable, Sendable {
    let source: String
    let filename: String?
  }

  let name: String
  let version: String
  let installer: String
  let requested: Bool
  let editable: Bool
  let location: String
  let origin: DirectURL?
  let wheel: WheelPlace?

  init(_ distribution: InstalledDistribution, _ facts: InterpreterFacts, _ search: WheelSearch) {
    name = distribution.writtenName
    version = distribution.writtenVersion
    installer = distribution.installer
    requested = distribution.isRequested
    location = distribution.location.systemText
    let origin = distribution.directURL
    // What is kept of credentials in such a file is nobody's business.
    self.origin = origin?.localPath == nil ? origin?.redacted { _ in } : origin
    let use = distribution.folderUse(by: origin)
    editable = use == .editable
    if use != nil {
      wheel = nil
    } else if let found = facts.installScheme(holding: distribution).flatMap({
      search.origin(of: distribution, in: $0)
    }) {
      wheel = WheelPlace(source: found.origin.rawValue, filename: found.fileName)
    } else {
      wheel = WheelPlace(source: WheelOrigin.rebuilt.rawValue, filename: nil)
    }
  }
}

/// The answer of `swiftpip env show`.
struct EnvironmentShowReport: Report {
  struct Result: Encodable, Sendable {
    struct Interpreter: Encodable, Sendable {
      let executable: String
      let chosenBy: String
      let implementation: String
      let version: String
      let platform: String
      let library: String
      let markers: [String: String]
      let tags: [String]
      let scheme: [String: String]
    }

    let prefix: String
    let virtual: Bool
    let externallyManaged: Bool
    let interpreter: Interpreter
    let distributions: [ShownDistribution]
  }

  let access: EnvironmentAccess
  let distributions: [ShownDistribution]
  let diagnostics: [Diagnostic]

  private var facts: InterpreterFacts { access.facts }

  var result: Result {
    Result(
      prefix: facts.prefix,
      virtual: facts.isVirtualEnvironment,
      externallyManaged: ExternalManagement.applies(to: facts),
      interpreter: Result.Interpreter(
        executable: facts.executable,
        chosenBy: access.settings.interpreter.chosenBy.explanation,
        implementation: facts.implementation,
        version: facts.version,
        platform: facts.platform,
        library: facts.library,
        markers: facts.markerEnvironment,
        tags: facts.supportedTags?.tags.map(\.description) ?? [],
        scheme: facts.scheme
      ),
      distributions: distributions
    )
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line(Page.Span(facts.prefix, .strong))
    var pairs: [(name: String, value: String)] = [
      ("interpreter", facts.executable),
      ("because", access.settings.interpreter.chosenBy.explanation),
      ("Python", "\(facts.implementation) \(facts.version), \(facts.platform)"),
    ]
    if let best = facts.supportedTags?.tags.first { pairs.append(("best tag", "\(best)")) }
    if ExternalManagement.applies(to: facts) {
      pairs.append(("managed by", "another package manager (PEP 668)"))
    }
    page.list(pairs)
    if verbosity > .normal {
      page.list(facts.markerEnvironment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    page.line("\(distributions.count) distributions")
    page.table(
      distributions.map { distribution in
        [
          Page.Span("  \(distribution.name)"), Page.Span(distribution.version),
          Page.Span(
            distribution.installer.isEmpty ? "nobody knows" : distribution.installer,
            .faint
          ),
          Page.Span(Self.words(distribution)),
        ]
      }
    )
  }

  private static func words(_ distribution: ShownDistribution) -> String {
    if let wheel = distribution.wheel { return wheel.filename ?? "no wheel: \(wheel.source)" }
    let path = distribution.origin?.localPath ?? "a folder"
    return distribution.editable ? "editable: \(path)" : "from \(path)"
  }
}

internal import ArgumentParser
internal import PipEnvironments
internal import PipPackaging
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Shows all that is known of an environment: `swiftpip inspect`.
struct InspectCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows all that is known of an environment, as \"pip inspect\" does."
  )

  @OptionGroup var place: DistributionPlace

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> InspectReport {
    let environment = try await context.environment()
    let facts = try await environment.facts()
    return InspectReport(
      distributions: try await place.distributions(in: environment),
      facts: facts
    )
  }
}

/// The answer of `swiftpip inspect`: that of `pip inspect` (version 1).
struct InspectReport: Report {
  struct Result: Encodable, Sendable {
    let version = "1"
    let pipVersion: String?
    let installed: LongList<InstalledDistribution, Installed>
    let environment: [String: String]

    private enum CodingKeys: String, CodingKey {
      case version
      case pipVersion = "pip_version"
      case installed
      case environment
    }
  }

  struct Installed: Encodable, Sendable {
    let distribution: InstalledDistribution

    private enum CodingKeys: String, CodingKey {
      case metadata
      case metadataLocation = "metadata_location"
      case directURL = "direct_url"
      case installer
      case requested
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(MetadataDocument(distribution.headers), forKey: .metadata)
      try container.encode(distribution.metadata.systemText, forKey: .metadataLocation)
      try container.encodeIfPresent(distribution.directURL, forKey: .directURL)
      if !distribution.installer.isEmpty {
        try container.encode(distribution.installer, forKey: .installer)
      }
      if distribution.metadata.lastSystemText.hasSuffix(".dist-info") {
        try container.encode(distribution.isRequested, forKey: .requested)
      }
    }
  }

  let distributions: [InstalledDistribution]
  let facts: InterpreterFacts

  var result: Result {
    Result(
      pipVersion: distributions.first { $0.name == .pip }?.shownVersion,
      installed: LongList(distributions) { Installed(distribution: $0) },
      environment: facts.markerEnvironment
    )
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line("\(distributions.count) distributions in \(facts.prefix)")
    page.list(facts.markerEnvironment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    for distribution in distributions {
      let installer = distribution.installer.isEmpty ? "nobody knows" : distribution.installer
      let asked = distribution.isRequested ? ", asked for" : ""
      page.line(
        "\(distribution.writtenName) \(distribution.shownVersion), installed by \(installer)\(asked)"
      )
    }
  }
}

internal import FoundationEssentials
internal import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The answer of `swiftpip install`: that of `pip install --report` (installation report, version 1).
struct InstallReport: Report {
  struct Result: Encodable, Sendable {
    let version = "1"
    let pipVersion: String?
    let environment: [String: String]
    let install: LongList<InstallPlan.Item, Installed>

    private enum CodingKeys: String, CodingKey {
      case version
      case pipVersion = "pip_version"
      case environment
      case install
    }
  }

  struct Installed: Encodable, Sendable {
    struct DownloadInfo: Encodable, Sendable {
      let url: String
      let archiveInfo: [String: [String: String]]

      private enum CodingKeys: String, CodingKey {
        case url
        case archiveInfo = "archive_info"
      }
    }

    let item: InstallPlan.Item

    private enum CodingKeys: String, CodingKey {
      case downloadInfo = "download_info"
      case isDirect = "is_direct"
      case isYanked = "is_yanked"
      case requested
      case metadata
      case requestedExtras = "requested_extras"
    }

    func encode(to encoder: any Encoder) throws {
      let wheel = item.choice.wheel
      let digest = try item.digest ?? wheel.digest(.sha256)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(
        DownloadInfo(
          url: LocalAddress.url(of: wheel.path.realPath(from: nil) ?? wheel.path),
          archiveInfo: ["hashes": ["sha256": digest.hexadecimal]]
        ),
        forKey: .downloadInfo
      )
      try container.encode(item.choice.isDirect, forKey: .isDirect)
      try container.encode(false, forKey: .isYanked)
      try container.encode(true, forKey: .requested)
      try container.encode(MetadataDocument(wheel.metadata()), forKey: .metadata)
      if !item.choice.extras.isEmpty {
        try container.encode(item.choice.extras.sorted(), forKey: .requestedExtras)
      }
    }
  }

  let plan: InstallPlan
  let facts: InterpreterFacts
  let isDryRun: Bool
  var diagnostics: [Diagnostic] = []

  /// The version of pip that is in the environment, nil where there is none.
  let pipVersion: String?
  /// The document, where people want that as the answer.
  var shownDocument: [UInt8]?

  var result: Result {
    Result(
      pipVersion: pipVersion,
      environment: facts.markerEnvironment,
      install: LongList(plan.items.filter { !$0.isThere }) { Installed(item: $0) }
    )
  }

  /// The document, as pip writes it to a file.
  ///
  /// - Throws: what keeps a wheel from being read.
  var document: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      return Array(try encoder.encode(result)) + [UInt8(ascii: "\n")]
    }
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    if let shownDocument {
      for line in String(decoding: shownDocument, as: UTF8.self).split(separator: "\n") {
        page.line(String(line))
      }
      return
    }
    guard verbosity > .quiet else { return }
    for distribution in plan.satisfied {
      page.line(
        "Requirement already satisfied: \(distribution.name)==\(distribution.shownVersion)"
      )
    }
    for item in plan.items {
      let name = item.choice.wheel.name
      if item.isThere {
        page.line("Requirement already satisfied: \(name.name)==\(name.version)")
      } else if let old = item.replaced {
        page.line("Replacing \(old.writtenName) \(old.shownVersion)")
      }
    }
    let names = plan.items.filter { !$0.isThere }
      .map { "\($0.choice.wheel.name.name)-\($0.choice.wheel.name.version)" }.sorted()
    guard !names.isEmpty else { return }
    let words = isDryRun ? "Would install" : "Successfully installed"
    page.line("\(words) \(names.joined(separator: " "))")
  }
}

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
    let environment: [String: String]
    let install: [Installed]

    private enum CodingKeys: String, CodingKey {
      case version
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

    struct Metadata: Encodable, Sendable {
      let name: String
      let version: String
    }

    let downloadInfo: DownloadInfo
    let isDirect: Bool
    let isYanked = false
    let requested = true
    let metadata: Metadata

    private enum CodingKeys: String, CodingKey {
      case downloadInfo = "download_info"
      case isDirect = "is_direct"
      case isYanked = "is_yanked"
      case requested
      case metadata
    }
  }

  let plan: InstallPlan
  let facts: InterpreterFacts
  let isDryRun: Bool
  let diagnostics: [Diagnostic]

  var result: Result {
    Result(
      environment: facts.markerEnvironment,
      install: plan.items.filter { !$0.isThere }.map { item in
        let wheel = item.choice.wheel
        return Installed(
          downloadInfo: .init(
            url: LocalAddress.url(of: wheel.path.realPath(from: nil) ?? wheel.path),
            archiveInfo: ["hashes": item.digest.map { ["sha256": $0.hexadecimal] } ?? [:]]
          ),
          isDirect: item.choice.isDirect,
          metadata: .init(
            name: wheel.name.name.original,
            version: wheel.name.version.description
          )
        )
      }
    )
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    for distribution in plan.satisfied {
      page.line(
        "Requirement already satisfied: \(distribution.name)==\(distribution.shownVersion)"
      )
    }
    for item in plan.items {
      let name = item.choice.wheel.name
      if item.isThere {
        page.line("Requirement already satisfied: \(name.name)==\(name.version)")
      } else if let old = item.replaced, verbosity >= .normal {
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

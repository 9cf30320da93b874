internal import ArgumentParser
internal import PipDiagnostics
internal import PipHashing
internal import PipInstaller
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Shows the digests of files as requirements have them: `swiftpip hash`.
struct HashCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "hash",
    abstract: "Shows the digests of files for \"--hash\", as \"pip hash\" does."
  )

  /// The hash functions that requirements may have.
  enum Algorithm: String, ExpressibleByArgument, CaseIterable {
    case sha256
    case sha384
    case sha512

    static var allValueStrings: [String] { allCases.map(\.rawValue) }
    static var allValueDescriptions: [String: String] { [:] }
  }

  @Argument(help: ArgumentHelp("A file.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(
    name: [.customShort("a"), .customLong("algorithm")],
    help: "The hash function (default: sha256)."
  )
  var algorithm: Algorithm?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> HashReport {
    let name = algorithm ?? .sha256
    guard let function = HashAlgorithm(rawValue: name.rawValue) else {
      throw ValidationError("\(name.rawValue) is no hash function")
    }
    var digests: [HashReport.Row] = []
    for file in files {
      let path = FilePath(systemText: file)
      do throws(SystemFailure) {
        let digest = try function.digest(ofFileAt: path)
        digests.append(
          HashReport.Row(file: file, algorithm: name.rawValue, digest: digest.hexadecimal)
        )
      } catch {
        throw FileUnreadable(path: path, failure: error)
      }
    }
    return HashReport(rows: digests)
  }
}

/// The answer of `swiftpip hash`: that of `pip hash`.
struct HashReport: Report {
  struct Row: Encodable, Sendable, Hashable {
    let file: String
    let algorithm: String
    let digest: String
  }

  let rows: [Row]

  var result: [Row] { rows }

  func write(to page: inout Page, verbosity: Verbosity) {
    for row in rows {
      page.line("\(row.file):")
      page.line("--hash=\(row.algorithm):\(row.digest)")
    }
  }
}

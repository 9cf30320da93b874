internal import ArgumentParser
internal import PipConfiguration
internal import PipDiagnostics
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Prints where pip's cache is: `swiftpip cache dir`.
struct CacheDirectoryCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "dir",
    abstract: "Prints where pip's cache is."
  )

  @Flag(name: .customLong("explain"), help: "Say which rule chose it.")
  var isExplained = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheDirectoryReport {
    let access = try await CacheAccess.begin(.reading, in: context)
    return CacheDirectoryReport(access: access, isExplained: isExplained)
  }
}

/// The answer of `swiftpip cache dir`.
struct CacheDirectoryReport: Report {
  struct Result: Encodable, Sendable {
    let directory: FilePath
    let rule: String
    let source: String

    private enum CodingKeys: String, CodingKey {
      case directory
      case directoryBytes
      case rule
      case source
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(
        directory.systemText,
        forKey: .directory,
        bytesKey: .directoryBytes
      )
      try container.encode(SystemText.readable(rule), forKey: .rule)
      try container.encode(SystemText.readable(source), forKey: .source)
    }
  }

  let access: CacheAccess
  let isExplained: Bool

  var diagnostics: [Diagnostic] { access.diagnostics }

  var result: Result {
    Result(
      directory: access.directory,
      rule: access.answer.explanation,
      source: access.answer.source.description
    )
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line(access.directory.systemText)
    guard isExplained else { return }
    var pairs = [(name: "because", value: access.answer.explanation)]
    if let written = access.answer.written, written != access.directory {
      pairs.append((name: "written", value: written.systemText))
    }
    page.list(pairs)
  }
}

internal import ArgumentParser
internal import PipPluginKit
internal import PipSnapshots

/// Shows what a snapshot says of itself: `swiftpip cache inspect`.
struct CacheInspectCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows what is in a snapshot, and what was left out.",
    discussion: """
      Only the beginning of the file is read, and nothing is unpacked. That the contents are what it \
      says is seen by "cache import --dry-run". With -v every entry is shown.
      """
  )

  @Argument(
    help: ArgumentHelp("The snapshot; \"-\" is standard input.", valueName: "file"),
    completion: .file()
  )
  var file: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheInspectReport {
    let reader = try SnapshotReader(from: SnapshotSource.open(file))
    return CacheInspectReport(manifest: reader.manifest)
  }
}

/// The answer of `swiftpip cache inspect`.
struct CacheInspectReport: Report {
  struct Result: Encodable, Sendable {
    let manifest: SnapshotManifest

    private enum CodingKeys: String, CodingKey {
      case snapshot
      case files
      case entries
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(SnapshotSummary(of: manifest), forKey: .snapshot)
      if manifest.redaction.level == .report {
        try container.encode(
          LongList(manifest.reported) { EncodedReportedEntry(entry: $0) },
          forKey: .entries
        )
      } else {
        try container.encode(
          LongList(manifest.files) { EncodedSnapshotFile(file: $0) },
          forKey: .files
        )
      }
    }
  }

  let manifest: SnapshotManifest

  var result: Result { Result(manifest: manifest) }

  func write(to page: inout Page, verbosity: Verbosity) {
    SnapshotSummary(of: manifest).write(to: &page)
    guard verbosity > .normal else { return }
    page.table(
      manifest.reported.map { entry in
        [
          Page.Span("  \(ByteCount(entry.size))"), Page.Span(entry.kind.rawValue, .faint),
          Page.Span(entry.label), Page.Span(entry.problem ?? "", .bad),
        ]
      },
      numbers: [0]
    )
    page.table(
      manifest.files.map { file in
        [
          Page.Span("  \(ByteCount(file.size))"), Page.Span(file.kind.rawValue, .faint),
          Page.Span(file.title), Page.Span(file.path.text, .faint),
        ]
      },
      numbers: [0]
    )
  }
}

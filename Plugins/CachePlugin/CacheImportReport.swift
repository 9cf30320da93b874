internal import PipDiagnostics
internal import PipHashing
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// The answer of `swiftpip cache import`.
struct CacheImportReport: Report {
  struct Result: Encodable, Sendable {
    let report: CacheImportReport

    private enum CodingKeys: String, CodingKey {
      case directory
      case directoryBytes
      case identity
      case imported
      case replaced
      case same
      case kept
      case apart
      case outrun
      case bytes
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(
        report.directory.systemText,
        forKey: .directory,
        bytesKey: .directoryBytes
      )
      let identity = report.outcome.manifest.identity
      try container.encode(identity.hexadecimal, forKey: .identity)
      for (fate, key) in [
        (ImportEntry.Fate.new, CodingKeys.imported), (.replacing, .replaced), (.kept, .kept),
        (.apart, .apart),
      ] {
        let entries = report.outcome.entries.filter { $0.fate == fate }
        let files = LongList(entries) { EncodedSnapshotFile(file: report.content($0)) }
        try container.encode(files, forKey: key)
      }
      // Of what is there already the number is enough: it may be everything.
      try container.encode(report.count(.same), forKey: .same)
      try container.encode(report.count(.outrun), forKey: .outrun)
      try container.encode(report.bytes, forKey: .bytes)
    }
  }

  let directory: FilePath
  let outcome: SnapshotImport
  let isDryRun: Bool
  let diagnostics: [Diagnostic]

  var result: Result { Result(report: self) }

  /// Bytes in what goes in.
  private var bytes: Int64 {
    outcome.entries.filter { $0.fate == .new || $0.fate == .replacing }.flatMap(\.files)
      .reduce(0) { $0.saturatingAdding(outcome.manifest.files[$1].size) }
  }

  private func content(_ entry: ImportEntry) -> SnapshotFile {
    outcome.manifest.files[entry.content]
  }

  private func count(_ fate: ImportEntry.Fate) -> Int {
    outcome.entries.count { $0.fate == fate }
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    let (new, replaced) = (count(.new), count(.replacing))
    if verbosity > .normal || isDryRun {
      page.table(outcome.entries.compactMap(row), numbers: [0])
    }
    let verb = isDryRun ? "would import" : "imported"
    page.line("\(verb) \(Self.entries(new + replaced)), \(ByteCount(bytes))")
    if replaced > 0 { page.line("  \(Self.entries(replaced)) instead of others") }
    if count(.same) > 0 { page.line("  \(Self.entries(count(.same))) there already") }
    if count(.kept) > 0 {
      page.line(
        "  \(Self.entries(count(.kept))) kept that have other content: \"--conflict replace\" replaces"
      )
    }
    if count(.apart) > 0 {
      page.line(
        "  \(Self.entries(count(.apart))) left out beside other wheels: \"--conflict replace\" adds them"
      )
    }
    if count(.outrun) > 0 {
      page.line(
        "  \(Self.entries(count(.outrun))) left to somebody else, who has begun to store them: see later"
      )
    }
  }

  private func row(_ entry: ImportEntry) -> [Page.Span]? {
    let word: Page.Span
    switch entry.fate {
    case .new: word = Page.Span("new", .good)
    case .replacing: word = Page.Span("replaced", .warning)
    case .kept: word = Page.Span("kept", .faint)
    case .apart: word = Page.Span("left out", .faint)
    case .outrun: word = Page.Span("left", .faint)
    case .same: return nil
    }
    let file = content(entry)
    return [
      Page.Span("  \(ByteCount(file.size))"), word, Page.Span(file.kind.rawValue, .faint),
      Page.Span(file.title),
    ]
  }

  private static func entries(_ count: Int) -> String {
    count == 1 ? "1 entry" : "\(count) entries"
  }
}

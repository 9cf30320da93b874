internal import PipDiagnostics
internal import PipHashing
internal import PipPluginKit
internal import PipSnapshots

/// The answer of `swiftpip cache diff`.
struct CacheDiffReport: Report {
  struct Result: Encodable, Sendable {
    let difference: SnapshotDifference

    private enum CodingKeys: String, CodingKey {
      case added
      case removed
      case changed
      case comparesHeads
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(
        LongList(difference.added) { EncodedSnapshotFile(file: $0) },
        forKey: .added
      )
      try container.encode(
        LongList(difference.removed) { EncodedSnapshotFile(file: $0) },
        forKey: .removed
      )
      try container.encode(LongList(difference.changed) { EncodedChange($0) }, forKey: .changed)
      try container.encode(difference.comparesHeads, forKey: .comparesHeads)
    }
  }

  private struct EncodedChange: Encodable {
    let before: EncodedSnapshotFile
    let after: EncodedSnapshotFile

    init(_ change: SnapshotDifference.Change) {
      before = EncodedSnapshotFile(file: change.before)
      after = EncodedSnapshotFile(file: change.after)
    }
  }

  let difference: SnapshotDifference
  /// Whether the system refused to show what may differ.
  let isPartial: Bool
  let diagnostics: [Diagnostic]

  var result: Result { Result(difference: difference) }

  var exitStatus: ExitStatus {
    isPartial ? .failure : difference.isEmpty ? .success : .no
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    if verbosity > .quiet {
      page.table(
        difference.removed.map { row("-", .bad, $0) } + difference.added.map { row("+", .good, $0) }
          + difference.changed.map { row("~", .warning, $0.after) },
        numbers: [3]
      )
    }
    let (added, removed) = (difference.added.count, difference.removed.count)
    page.line(
      difference.isEmpty
        ? "no difference"
        : "\(added) added, \(removed) removed, \(difference.changed.count) changed"
    )
    if !difference.comparesHeads {
      page.line(
        Page.Span("heads of responses were not compared: the levels of redaction differ", .faint)
      )
    }
  }

  private func row(_ sign: String, _ style: Page.Style, _ file: SnapshotFile) -> [Page.Span] {
    [
      Page.Span(sign, style), Page.Span(file.kind.rawValue, .faint), Page.Span(file.title),
      Page.Span("\(ByteCount(file.size))"), Page.Span(file.path.text, .faint),
    ]
  }
}

internal import PipDiagnostics
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// The answer of `swiftpip cache export`.
struct CacheExportReport: Report {
  struct Written: Encodable, Sendable {
    let report: CacheExportReport

    private enum CodingKeys: String, CodingKey {
      case file
      case pathBytes
      case fileBytes
      case snapshot
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      if let file = report.file {
        try container.encodePath(file.systemText, forKey: .file, bytesKey: .pathBytes)
      } else {
        try container.encode("-", forKey: .file)
      }
      try container.encode(report.fileBytes, forKey: .fileBytes)
      try container.encode(SnapshotSummary(of: report.manifest), forKey: .snapshot)
    }
  }

  /// The file; nil for standard output.
  let file: FilePath?
  let fileBytes: Int64
  let manifest: SnapshotManifest
  /// Whether the system refused to show what may have to go in.
  let isPartial: Bool
  let diagnostics: [Diagnostic]
  /// Whether whoever read the snapshot went away: there is nothing to say then, and no snapshot.
  private var isCutShort = false

  /// Creates the answer of an export that was written.
  init(
    file: FilePath?,
    fileBytes: Int64,
    manifest: SnapshotManifest,
    isPartial: Bool,
    diagnostics: [Diagnostic]
  ) {
    self.file = file
    self.fileBytes = fileBytes
    self.manifest = manifest
    self.isPartial = isPartial
    self.diagnostics = diagnostics
  }

  /// Creates the answer of an export whose reader went away: people know it, programs are told.
  init(cutShort manifest: SnapshotManifest) {
    let note = Diagnostic(
      .note,
      code: "cache.cut-short",
      message: "whoever read the snapshot went away before its end"
    )
    self.init(file: nil, fileBytes: 0, manifest: manifest, isPartial: true, diagnostics: [note])
    isCutShort = true
  }

  /// Nothing where nothing was written to its end.
  var result: Written? { isCutShort ? nil : Written(report: self) }

  var exitStatus: ExitStatus { isPartial ? .failure : .success }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard !isCutShort else { return }
    page.line(
      Page.Span("wrote \(file?.systemText ?? "a snapshot"), \(ByteCount(fileBytes))", .strong)
    )
    if verbosity > .quiet { SnapshotSummary(of: manifest).write(to: &page) }
  }
}

internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The answer of commands that remove something from the cache.
struct CacheRemovalReport: Report {
  struct Result: Encodable, Sendable {
    let report: CacheRemovalReport

    private enum CodingKeys: String, CodingKey {
      case removed
      case bytesFreed
      case kept
      case lastUseBy
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      let removed = LongList(report.removed) { Removed(entry: $0, directory: report.directory) }
      try container.encode(removed, forKey: .removed)
      try container.encode(report.bytesFreed, forKey: .bytesFreed)
      try container.encode(report.keptCount, forKey: .kept)
      try container.encode(report.lastUse, forKey: .lastUseBy)
    }
  }

  private struct Removed: Encodable {
    let entry: DoomedEntry
    let directory: FilePath

    private enum CodingKeys: String, CodingKey {
      case path
      case pathBytes
      case title
      case why
      case bytes
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(
        entry.place.path(in: directory).systemText,
        forKey: .path,
        bytesKey: .pathBytes
      )
      try container.encode(entry.title, forKey: .title)
      try container.encode(entry.reason, forKey: .why)
      try container.encode(entry.bytes, forKey: .bytes)
    }
  }

  let directory: FilePath
  let removed: [DoomedEntry]
  let bytesFreed: Int64
  /// How many are still there: they changed meanwhile, or could not be removed.
  let keptCount: Int
  /// Whether the system refused to remove something, or to show what may have to go.
  let wasRefused: Bool
  let isDryRun: Bool
  /// What the last use of entries was told by; nil where it did not count.
  let lastUse: LastUse?
  let diagnostics: [Diagnostic]

  /// What tells when an entry was last used.
  enum LastUse: String, Encodable {
    /// When it was last read.
    case access
    /// When it was stored or found to be still right: the file system does not note reading.
    case storing
  }

  /// Removes entries, or only tells which would go.
  static func removing(
    _ found: [DoomedEntry],
    from access: CacheAccess,
    isDryRun: Bool,
    sparingReadSince: Timestamp? = nil,
    emptyFolders: [[EntryName]] = [],
    lastUse: LastUse? = nil,
    _ obstacles: Obstacles,
    refusals: [Diagnostic] = []
  ) async -> CacheRemovalReport {
    // What is dead by two rules goes once.
    var places: Set<CacheEntry.Place> = []
    let doomed = found.filter { places.insert($0.place).inserted }
    var outcome = Removal.Outcome()
    if isDryRun {
      outcome.removed = doomed
      outcome.bytes = doomed.reduce(0) { $0.saturatingAdding($1.bytes) }
    } else {
      let removal = Removal(from: access.directory, sparingReadSince: sparingReadSince)
      outcome = await removal.remove(doomed)
      removal.removeEmpty(emptyFolders, &outcome)
    }
    return CacheRemovalReport(
      directory: access.directory,
      removed: outcome.removed,
      bytesFreed: outcome.bytes,
      keptCount: outcome.kept.count,
      wasRefused: outcome.failure != nil || obstacles.isRefusal || !refusals.isEmpty,
      isDryRun: isDryRun,
      lastUse: lastUse,
      diagnostics: access.diagnostics + obstacles.diagnostics + refusals + outcome.diagnostics
    )
  }

  var result: Result { Result(report: self) }

  var exitStatus: ExitStatus { wasRefused ? .failure : .success }

  func write(to page: inout Page, verbosity: Verbosity) {
    if let lastUse { page.line(Page.Span(Self.words(lastUse), .faint)) }
    guard !removed.isEmpty || keptCount > 0 else { return page.line("nothing to remove") }
    if isDryRun || verbosity > .normal {
      page.table(removed.map(row), numbers: [0])
    }
    let count = removed.count == 1 ? "1 entry" : "\(removed.count) entries"
    let kept =
      keptCount == 0 ? "" : ", \(keptCount) kept because they changed or could not be removed"
    let verb = isDryRun ? "would remove" : "removed"
    page.line("\(verb) \(count), \(ByteCount(bytesFreed))\(kept)")
  }

  private static func words(_ lastUse: LastUse) -> String {
    switch lastUse {
    case .access: "last use: when an entry was last read"
    case .storing: "last use: when an entry was stored, for reading is not noted on this mount"
    }
  }

  private func row(_ entry: DoomedEntry) -> [Page.Span] {
    [
      Page.Span("  \(ByteCount(entry.bytes))"),
      Page.Span(entry.title ?? entry.place.path(in: directory).systemText),
      Page.Span(entry.reason, .faint),
    ]
  }
}

extension Removal.Outcome {
  /// Why not everything could be taken out of the cache.
  var diagnostics: [Diagnostic] {
    guard let failure else { return [] }
    return [
      Diagnostic(
        .error,
        code: "cache.not-removed",
        message: "not everything could be removed",
        causes: [failure.reason],
        hint: "correct owner and mode, and try again"
      )
    ]
  }
}

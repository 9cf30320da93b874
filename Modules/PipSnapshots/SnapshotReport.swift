package import PipCache
internal import PipHashing
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// Makes a report of a cache: what a bug report needs of it, and nothing that is anybody's business.
package struct SnapshotReport: Sendable {
  /// What is reported, and how.
  package struct Request: Sendable {
    /// How a plan would be made; the level counts for nothing.
    package var plan: SnapshotPlan.Request
    /// Damaged entries, and half ones.
    package var damages: [Verification.Damage]
    /// What doctor found: a word for each stable code.
    package var findings: [String: String]

    /// Creates a request.
    package init(
      _ plan: SnapshotPlan.Request,
      damages: [Verification.Damage],
      findings: [String: String]
    ) {
      self.plan = plan
      self.damages = damages
      self.findings = findings
    }
  }

  private let request: Request
  private let labels = KeyedLabels()
  private let sources: SourceFolder
  private let published: PublicFiles?
  private let problems: [CacheEntry.Place: String]

  /// Returns the plan of a report, of which there is a manifest and nothing else.
  ///
  /// - Parameters:
  ///   - entries: the entries that are wanted.
  ///   - all: all entries of the cache: pages are among them.
  ///   - request: what is reported, and how.
  ///   - tell: is told how far the work has come.
  /// - Returns: what is to be written.
  /// - Throws: `SnapshotsError`: `tooMany`, and `notRead` where the cache itself cannot be opened.
  package static func plan(
    of entries: [CacheEntry],
    among all: [CacheEntry],
    _ request: Request,
    tell: ScanProgress.Listener? = nil
  ) async throws(SnapshotsError) -> SnapshotPlan {
    let sources = try request.plan.sources()
    let report = SnapshotReport(
      request: request,
      sources: sources,
      published: request.plan.published(among: all, in: sources),
      problems: Dictionary(request.damages.map { ($0.entry.place, $0.problem.code) }) { first, _ in
        first
      }
    )
    var found = Findings()
    await WorkQueue(entries).sum(
      workers: ProcessFacts.processorCount,
      from: Findings(),
      tell: tell,
      { report.add($1, to: &$0) },
      combine: { found.add($0) }
    )
    let places = Set(all.map(\.place))
    found.entries += request.damages.filter { !places.contains($0.entry.place) }.map(report.half)
    let manifest = SnapshotManifest(
      reporting: found.entries,
      findings: request.findings,
      redaction: SnapshotManifest.Redaction(
        level: .report,
        omitted: found.omitted,
        removed: found.removed
      ),
      maker: request.plan.maker
    )
    guard ManifestWeight.allows(manifest) else { throw .tooMany(manifest.reported.count) }
    return SnapshotPlan(
      manifest: manifest,
      stamps: [],
      sources: sources,
      held: HeldContents(room: 0)
    )
  }

  private struct Findings: Sendable {
    var entries: [ReportedEntry] = []
    var omitted: [String: Int64] = [:]
    var removed: [String: Int64] = [:]

    mutating func add(_ other: Findings) {
      entries += other.entries
      omitted.merge(other.omitted, uniquingKeysWith: +)
      removed.merge(other.removed, uniquingKeysWith: +)
    }
  }

  private func add(_ entry: CacheEntry, to findings: inout Findings) {
    var reported = ReportedEntry(
      label: label(of: entry.place),
      area: entry.area,
      kind: SnapshotFile.Kind(rawValue: entry.identity.kind.rawValue) ?? .other,
      size: entry.content.size
    )
    reported.projectLabel = entry.identity.project
      .flatMap { PackageName($0)?.normalized }
      .map { labels.label(of: "project \($0)") }
    reported.problem = problems[entry.place]
    if case .response(let key) = entry.place {
      switch head(of: key) {
      case nil: break
      case .omitted(.unreadable): break
      case .omitted(let reason):
        findings.omitted[reason.rawValue, default: 0] += 1
        return
      case .head(let bytes, let removed):
        findings.removed.merge(removed, uniquingKeysWith: +)
        describe(bytes, &reported)
        if removed["cookie"] == nil { reported.digest = publicDigest(of: key) }
      }
    }
    findings.entries.append(reported)
  }

  /// Returns what is left of a head when it is cleaned; nil where it cannot be read.
  private func head(of key: CacheKey) -> HeadRedaction.Outcome? {
    try? sources.file(at: SnapshotPath(headOf: key)).cleanedHead(isPublic: false)
  }

  private func describe(_ head: [UInt8], _ reported: inout ReportedEntry) {
    guard let response = try? CachedResponse(head[...]) else { return }
    if case .integer(let status)? = response.document["response"]?["status"] {
      reported.status = max(0, status)
    }
    for header in response.headers {
      let name = header.name.lowercased()
      guard ReportedEntry.told.contains(name), let value = header.value else { continue }
      reported.headers[name] = value
    }
  }

  /// Returns the digest of an entry that the public index has.
  private func publicDigest(of key: CacheKey) -> Digest? {
    guard let published, published.isPage(key) || published.isFile(key),
      let digest = try? sources.file(at: SnapshotPath(bodyOf: key)).digest(),
      published.isPage(key) || published.isFile(key, with: digest)
    else { return nil }
    return digest
  }

  private func half(_ damage: Verification.Damage) -> ReportedEntry {
    var reported = ReportedEntry(
      label: label(of: damage.entry.place),
      area: damage.entry.place.area,
      kind: .other,
      size: damage.entry.content.size
    )
    reported.problem = damage.problem.code
    return reported
  }

  private func label(of place: CacheEntry.Place) -> String {
    labels.label(of: "path " + place.names.map(\.systemText).joined(separator: "/"))
  }
}

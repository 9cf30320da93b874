package import PipCache
internal import PipSystem
package import SystemPackage

/// What of a cache goes into a snapshot: chosen, cleaned of what must not be seen, hashed.
package struct SnapshotPlan: Sendable {
  /// The files, and what is said of them.
  package var manifest: SnapshotManifest

  /// What each file was when it was hashed, by its number in the manifest.
  let stamps: [SourceFile.Stamp]

  /// Where the files are.
  let sources: SourceFolder

  /// What of the contents is at hand.
  let held: HeldContents

  /// Whether something was left out because the system refused to show it.
  package var lacksRefused: Bool {
    manifest.redaction.omitted[SnapshotOmission.refused.rawValue] != nil
  }

  /// How a plan is made.
  package struct Request: Sendable {
    /// The cache directory.
    package var directory: FilePath
    /// How much may be seen.
    package var level: SnapshotManifest.Level
    /// The index that counts as public, with a slash at its end.
    package var publicIndex: String?
    /// What makes the snapshot.
    package var maker: SnapshotManifest.Maker

    /// Creates a request.
    package init(
      directory: FilePath,
      level: SnapshotManifest.Level,
      publicIndex: String? = nil,
      maker: SnapshotManifest.Maker
    ) {
      self.directory = directory
      self.level = level
      self.publicIndex = publicIndex
      self.maker = maker
    }

    /// Opens the cache directory.
    func sources() throws(SnapshotsError) -> SourceFolder {
      do {
        return try SourceFolder(directory)
      } catch {
        throw .notRead(error)
      }
    }

    /// What of a cache is of the public index; nil where none is known.
    func published(among entries: [CacheEntry], in sources: SourceFolder) -> PublicFiles? {
      publicIndex.map { index in
        let names = FileNames(in: directory, indexes: [index])
        return PublicFiles(of: index, among: entries, names, in: sources)
      }
    }
  }

  /// Makes a plan.
  ///
  /// - Parameters:
  ///   - entries: the entries that are wanted.
  ///   - all: all entries of the cache: pages are among them.
  ///   - request: how it is made.
  ///   - tell: is told how far the work has come.
  /// - Returns: what goes in.
  /// - Throws: `SnapshotsError`: `secret` where something that may be seen looks like a secret, `notRead`
  ///   where the cache itself cannot be opened.
  package static func of(
    _ entries: [CacheEntry],
    among all: [CacheEntry],
    _ request: Request,
    tell: ScanProgress.Listener? = nil
  ) async throws(SnapshotsError) -> SnapshotPlan {
    let sources = try request.sources()
    let judge = SnapshotJudge(
      sources: sources,
      level: request.level,
      published: request.published(among: all, in: sources)
    )
    // Head and body of each, hardly ever more.
    let workers = ProcessFacts.processorCount
    let empty = Findings(
      chosen: ChosenFiles(atMost: 2 * entries.count),
      held: HeldContents(room: HeldContents.most / workers)
    )
    var found = empty
    await WorkQueue(largestFirst(entries)).sum(
      workers: workers,
      from: empty,
      tell: tell,
      { $0.add(judge.verdict(on: entries[$1])) },
      combine: { found.add($0) }
    )
    if let secret = found.secrets.min(by: { $0.file.path < $1.file.path }) {
      throw .secret(secret.file, what: secret.what)
    }
    found.chosen.sort()
    found.omit(.name, found.chosen.removeTwins())
    found.omit(.refused, judge.published.map { request.level == .public ? $0.unread : 0 } ?? 0)
    let manifest = SnapshotManifest(
      inOrder: found.chosen.files,
      redaction: SnapshotManifest.Redaction(
        level: request.level,
        omitted: found.omitted,
        removed: found.removed,
        publicIndex: request.level == .public ? request.publicIndex : nil
      ),
      maker: request.maker
    )
    guard ManifestWeight.allows(manifest) else { throw .tooMany(manifest.files.count) }
    return SnapshotPlan(
      manifest: manifest,
      stamps: found.chosen.stamps,
      sources: sources,
      held: found.held
    )
  }

  private static let largeSize: Int64 = 1 << 20

  /// Returns the numbers of entries in an order in which no worker begins with a large one in the end, while
  /// the others have nothing left to do.
  private static func largestFirst(_ entries: [CacheEntry]) -> [Int] {
    func size(_ number: Int) -> Int64 { entries[number].content.size }
    let large = entries.indices.filter { size($0) >= largeSize }.sorted { size($0) > size($1) }
    return large + entries.indices.filter { size($0) < largeSize }
  }

  /// What one worker has found.
  private struct Findings: Sendable {
    var chosen: ChosenFiles
    var held: HeldContents
    var omitted: [String: Int64] = [:]
    var removed: [String: Int64] = [:]
    var secrets: [(file: SnapshotFile, what: String)] = []

    mutating func add(_ verdict: SnapshotJudge.Verdict) {
      switch verdict {
      case .chosen(let files, let removed):
        for file in files {
          chosen.append(file)
          if let content = file.content { held.hold(content, file.file.sha256) }
        }
        self.removed.merge(removed, uniquingKeysWith: +)
      case .omitted(let reason): omitted[reason.rawValue, default: 0] += 1
      case .secret(let file, let what): secrets.append((file, what))
      }
    }

    mutating func omit(_ reason: SnapshotOmission, _ count: Int64) {
      if count > 0 { omitted[reason.rawValue, default: 0] += count }
    }

    mutating func add(_ other: Findings) {
      chosen.append(other.chosen)
      held.merge(other.held)
      omitted.merge(other.omitted, uniquingKeysWith: +)
      removed.merge(other.removed, uniquingKeysWith: +)
      secrets += other.secrets
    }
  }
}

package import PipArchives
package import PipCache
internal import PipFiles
package import PipSystem
package import SystemPackage

/// Takes a snapshot into a cache: all of it or nothing, and nothing before all of it has been verified.
package struct SnapshotImport: Sendable {
  /// How it is done.
  package struct Request: Sendable {
    /// The cache directory; it need not be there.
    package var directory: FilePath
    /// Whether entries of the cache that are different give way.
    package var isReplacing: Bool
    /// Whether everything is verified and nothing put in place.
    package var isDryRun: Bool
    /// The time.
    package var now: Timestamp

    /// Creates a request.
    package init(directory: FilePath, isReplacing: Bool, isDryRun: Bool, now: Timestamp) {
      self.directory = directory
      self.isReplacing = isReplacing
      self.isDryRun = isDryRun
      self.now = now
    }
  }

  /// What the snapshot says of itself.
  package let manifest: SnapshotManifest
  /// Its entries, and what became of each.
  package let entries: [ImportEntry]
  /// Earlier imports that were stopped and cannot be finished.
  package let stuck: [Stuck]

  /// An import that cannot be finished.
  package struct Stuck: Sendable, Hashable {
    /// Its folder, with all that waits to be put in place.
    package let folder: FilePath
    /// Why it cannot be.
    package let failure: SystemFailure
  }

  /// Imports a snapshot.
  ///
  /// Imports that were stopped are finished or undone first.
  ///
  /// - Parameters:
  ///   - source: the snapshot.
  ///   - request: how it is done.
  ///   - tell: is told how many bytes have been read, and which part of all that is.
  /// - Returns: what came of it.
  /// - Throws: `SnapshotsError`; but for `unfinished`, nothing is in place then.
  package static func run(
    from source: any ByteSource,
    _ request: Request,
    tell: ScanProgress.Listener? = nil
  ) async throws(SnapshotsError) -> SnapshotImport {
    let reader = try SnapshotReader(from: source)
    let manifest = reader.manifest
    guard manifest.redaction.level != .report else { throw .report }
    var site: ImportSite
    let entries: [ImportEntry]
    let stuck =
      request.isDryRun ? [] : await ImportRecovery.run(in: request.directory, request.now)
    do {
      site = try ImportSite(request)
      entries = try await site.survey(manifest.files)
    } catch {
      throw .notImported(error)
    }
    let progress = tell.map { tell in
      { @Sendable (count: Int64) in
        tell(Int(count), Double(count) / Double(max(manifest.bytes, 1)))
      }
    }
    guard !request.isDryRun else {
      var count: Int64 = 0
      try reader.readFiles { batch in
        count += Int64(batch.bytes.count)
        progress?(count)
      }
      try site.check(entries, of: manifest.files)
      return SnapshotImport(manifest: manifest, entries: entries, stuck: [])
    }
    try site.check(entries, of: manifest.files)
    // What an interrupted import has begun is undone, or finished, before the process ends.
    Interruption.putOff()
    defer { Interruption.obey() }
    let taken = try await site.take(entries, from: reader, progress)
    return SnapshotImport(manifest: manifest, entries: taken, stuck: stuck)
  }
}

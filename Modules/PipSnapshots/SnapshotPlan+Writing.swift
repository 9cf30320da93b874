package import PipArchives
package import PipCache
internal import PipSystem

extension SnapshotPlan {
  /// Writes the snapshot.
  ///
  /// What comes next is read while what was read before is packed.
  ///
  /// - Parameters:
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - file: the file or pipe.
  ///   - tell: is told how many files are written.
  /// - Returns: how many bytes were written.
  /// - Throws: `SnapshotsError`: `changed` where a file is no longer what it was when it was chosen.
  @discardableResult
  package func write(
    _ compression: ArchiveCompression,
    time: Int64 = 0,
    to file: any ByteSink,
    tell: ScanProgress.Listener? = nil
  ) async throws(SnapshotsError) -> Int64 {
    let contents = PlannedContents(of: self)
    async let first = contents.next()
    let writer = try SnapshotWriter(manifest, compression, time: time, to: file)
    var count = 0
    var batch = try await first.get()
    while !batch.parts.isEmpty {
      async let next = contents.next()
      let written = Result { () throws(SnapshotsError) in try writer.write(batch) }
      count += batch.parts.count { $0.isLast }
      tell?(count, Double(count) / Double(max(manifest.files.count, 1)))
      let outcome = await next
      try written.get()
      batch = try outcome.get()
    }
    return try writer.close()
  }
}

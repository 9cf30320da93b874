package import PipArchives

/// Writes a snapshot: the manifest, then each file, exactly as the manifest says.
package enum SnapshotWriter {
  /// Gives the content of a file, piece by piece, to who writes it.
  package typealias Content = (
    SnapshotFile, (RawSpan) throws(ArchivesError) -> Void
  ) throws -> Void

  /// Writes a snapshot.
  ///
  /// - Parameters:
  ///   - manifest: the files, and what is said of them.
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - file: the file or pipe.
  ///   - content: gives the content of each file in its turn.
  /// - Returns: how many bytes were written.
  /// - Throws: `ArchivesError` where it cannot be written, and what `content` throws.
  @discardableResult
  package static func write(
    _ manifest: SnapshotManifest,
    _ compression: ArchiveCompression,
    time: Int64 = 0,
    to file: any ByteSink,
    content: Content
  ) throws -> Int64 {
    let archive = try ArchiveWriter(compression, time: time, to: file)
    try archive.begin(SnapshotManifest.name, size: manifest.size)
    try manifest.forEachPiece { try archive.write($0) }
    try archive.endMember()
    for file in manifest.files {
      try archive.begin(file.path.text, size: file.size)
      try content(file) { piece throws(ArchivesError) in try archive.write(piece) }
      try archive.endMember()
    }
    return try archive.close()
  }
}

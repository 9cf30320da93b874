internal import PipArchives

/// Writes a snapshot: the manifest, then each file, exactly as the manifest says.
final class SnapshotWriter {
  private let manifest: SnapshotManifest
  private let archive: ArchiveWriter
  /// The number of the file that is written.
  private var number: Int?

  /// Writes the manifest.
  ///
  /// - Parameters:
  ///   - manifest: the files, and what is said of them.
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - file: the file or pipe.
  /// - Throws: `SnapshotsError` where it cannot be written.
  init(
    _ manifest: SnapshotManifest,
    _ compression: ArchiveCompression,
    time: Int64 = 0,
    to file: any ByteSink
  ) throws(SnapshotsError) {
    self.manifest = manifest
    do {
      let archive = try ArchiveWriter(compression, time: time, to: file)
      let (size, text) = manifest.sizeAndText()
      try archive.begin(SnapshotManifest.name, size: size)
      if let text {
        try archive.write(text)
      } else {
        try manifest.forEachPiece { piece throws(ArchivesError) in try archive.write(piece) }
      }
      try archive.endMember()
      self.archive = archive
    } catch {
      throw Self.error(error)
    }
  }

  /// Writes contents that follow those before.
  func write(_ batch: SnapshotBatch) throws(SnapshotsError) {
    do {
      for part in batch.parts {
        if number != part.file {
          let file = manifest.files[part.file]
          try archive.begin(file.path.text, size: file.size)
          number = part.file
        }
        try batch.with(part) { bytes throws(ArchivesError) in try archive.write(bytes) }
        if part.isLast { try archive.endMember() }
      }
    } catch {
      throw Self.error(error)
    }
  }

  /// Ends the snapshot, and returns how many bytes it has.
  func close() throws(SnapshotsError) -> Int64 {
    do {
      return try archive.close()
    } catch {
      throw Self.error(error)
    }
  }

  private static func error(_ error: ArchivesError) -> SnapshotsError {
    if case .unwritable(let failure) = error { return .notWritten(failure) }
    return .archive(error)
  }
}

package import PipArchives
internal import PipHashing
internal import PipSystem

/// What is in a file of a captured environment.
package enum CapturedContent: Sendable {
  /// These bytes.
  case bytes([UInt8])
  /// What is in a file, which is opened when it is written.
  case file(@Sendable () throws(ArchivesError) -> FileRange)
  /// What a recipe makes.
  case recipe(ZipRecipe)
}

/// Writes captured environments.
enum CaptureWriter {
  private static let pieceSize = 1 << 20

  /// Writes one: the manifest, then each file, exactly as the manifest says.
  ///
  /// - Parameters:
  ///   - manifest: the files, and what is said of them.
  ///   - contents: what is in them, by their paths.
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - file: the file or pipe.
  /// - Returns: how many bytes were written.
  /// - Throws: `CapturesError`.
  static func write(
    _ manifest: CaptureManifest,
    _ contents: [CapturedFile.Path: CapturedContent],
    _ compression: ArchiveCompression,
    time: Int64,
    to file: any ByteSink
  ) throws(CapturesError) -> Int64 {
    do {
      let archive = try ArchiveWriter(compression, time: time, to: file)
      let text = manifest.text
      try archive.begin(CaptureManifest.name, size: Int64(text.count))
      try archive.write(text)
      try archive.endMember()
      for file in manifest.files {
        try archive.begin(file.path.text, size: file.size)
        try write(file, contents[file.path], to: archive)
        try archive.endMember()
      }
      return try archive.close()
    } catch let error as CapturesError {
      throw error
    } catch ArchivesError.unwritable(let failure) {
      throw .notWritten(failure)
    } catch let error as ArchivesError {
      throw .archive(error)
    } catch {
      throw .contents("\(error)")
    }
  }

  private static func write(
    _ file: CapturedFile,
    _ content: CapturedContent?,
    to archive: ArchiveWriter
  ) throws {
    switch content {
    case nil: throw CapturesError.contents("\(file.path.text) is missing")
    case .bytes(let bytes): try archive.write(bytes)
    case .file(let open):
      let range = try open()
      var hash = HashStream(.sha256)
      var position: Int64 = 0
      while position < file.size {
        let piece: [UInt8]
        do throws(SystemFailure) {
          piece = try range.read(at: position, count: pieceSize)
        } catch {
          throw CapturesError.notRead(error)
        }
        guard !piece.isEmpty else { break }
        hash.update(with: piece)
        try archive.write(piece)
        position += Int64(piece.count)
      }
      guard hash.finish() == file.digest else { throw CapturesError.changed(file.path.text) }
    case .recipe(let recipe):
      var hash = HashStream(.sha256)
      try recipe.forEachPiece { piece throws(ArchivesError) in
        hash.update(with: piece)
        try archive.write(piece)
      }
      guard hash.finish() == file.digest else { throw CapturesError.changed(file.path.text) }
    }
  }
}

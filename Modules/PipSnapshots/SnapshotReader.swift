package import PipArchives

/// Reads a snapshot and believes nothing of it: `docs/formats/snapshot-1.md`.
///
/// The manifest is read first, and must be right by itself. Then come the files, each exactly what its line
/// says. What is given away before the end has come is not to be used until then.
package final class SnapshotReader {
  /// What the manifest says.
  package let manifest: SnapshotManifest

  private let archive: ArchiveReader
  /// The number of the file that is read, and what is left of it; nil before its beginning.
  private var number = 0
  private var rest: Int64?
  private var isAtEnd = false

  /// Reads the manifest.
  ///
  /// - Parameter file: the file or pipe.
  /// - Throws: `SnapshotsError`.
  package init(from file: any ByteSource) throws(SnapshotsError) {
    let archive: ArchiveReader
    let member: ArchiveReader.Member?
    do {
      archive = try ArchiveReader(from: file)
      member = try archive.next()
    } catch {
      throw .archive(error)
    }
    guard let member, member.name == SnapshotManifest.name else { throw .notASnapshot }
    guard member.size <= SnapshotManifest.sizeLimit else { throw .manifest("it is too large") }
    var parser = ManifestParser()
    do {
      // What is wrong already need not be unpacked to its end.
      while !parser.hasFailed,
        try archive.readPiece({ piece throws(ArchivesError) in parser.feed(piece) })
      {}
    } catch {
      throw .archive(error)
    }
    self.archive = archive
    manifest = try parser.finish()
  }

  /// Reads all files.
  ///
  /// - Parameter take: is given some contents, all of which are what the manifest says as far as they go: a
  ///   file that ends in them is whole.
  /// - Throws: `SnapshotsError` where the snapshot is not what it says.
  package func readFiles(_ take: (SnapshotBatch) -> Void) throws(SnapshotsError) {
    var verifier = ContentVerifier(manifest.files)
    var batch = SnapshotBatch()
    while try readBatch(&batch) {
      try verifier.check(batch)
      take(batch)
    }
  }

  /// Reads the next contents into a batch, and forgets what was in it.
  ///
  /// That they are what the manifest says is for a `ContentVerifier` to see.
  ///
  /// - Returns: whether there were any; false only where the snapshot ended as it must.
  /// - Throws: `SnapshotsError` where the snapshot is not what it says.
  func readBatch(_ batch: inout SnapshotBatch) throws(SnapshotsError) -> Bool {
    batch.removeAll()
    while !batch.isFull, try readPiece(&batch) {}
    return !batch.parts.isEmpty
  }

  /// Reads the next piece of a file; false at the end.
  private func readPiece(_ batch: inout SnapshotBatch) throws(SnapshotsError) -> Bool {
    guard number < manifest.files.count else {
      guard !isAtEnd else { return false }
      guard try next() == nil else { throw .contents("there is more") }
      isAtEnd = true
      return false
    }
    let file = manifest.files[number]
    if rest == nil { try begin(file) }
    var count: Int64 = 0
    do {
      _ = try archive.readPiece { piece throws(ArchivesError) in
        count = Int64(piece.byteCount)
        batch.append(piece)
      }
    } catch {
      throw .archive(error)
    }
    let left = (rest ?? 0) - count
    batch.endPart(of: number, count: Int(count), isLast: left == 0)
    rest = left == 0 ? nil : left
    if left == 0 { number += 1 }
    return true
  }

  private func begin(_ file: SnapshotFile) throws(SnapshotsError) {
    guard let member = try next() else { throw .contents("\(file.path.text) is missing") }
    guard file.path.hasText(member.name) else { throw .contents("\(member.name) is not next") }
    guard member.size == file.size else { throw .damaged(file.path.text) }
    rest = file.size
  }

  private func next() throws(SnapshotsError) -> ArchiveReader.Member? {
    do {
      return try archive.next()
    } catch {
      throw .archive(error)
    }
  }
}

package import PipArchives
internal import PipHashing

/// Takes the contents of a snapshot's files, one after the other.
package protocol SnapshotReceiver {
  /// What may go wrong on this side.
  associatedtype Failure: Error

  /// Begins a file.
  mutating func begin(_ file: SnapshotFile) throws(Failure)
  /// Takes some of its content.
  mutating func take(_ bytes: RawSpan) throws(Failure)
  /// Ends it: all of it was what the manifest says.
  mutating func end(_ file: SnapshotFile) throws(Failure)
}

/// Reads a snapshot and believes nothing of it: `docs/formats/snapshot-1.md`.
///
/// The manifest is read first, and must be right by itself. Then come the files, each exactly what its line
/// says. What is given away before the end has come is not to be used until then.
package final class SnapshotReader {
  /// What the manifest says.
  package let manifest: SnapshotManifest

  private let archive: ArchiveReader

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
    var parser = ManifestParser()
    do {
      try archive.read { piece throws(ArchivesError) in parser.feed(piece) }
    } catch {
      throw .archive(error)
    }
    self.archive = archive
    manifest = try parser.finish()
  }

  /// Reads all files.
  ///
  /// - Parameter receiver: takes them.
  /// - Returns: why the receiver ended the work; nil where it did not.
  /// - Throws: `SnapshotsError` where the snapshot is not what it says.
  package func readFiles<Receiver: SnapshotReceiver>(
    _ receiver: inout Receiver
  ) throws(SnapshotsError) -> Receiver.Failure? {
    for file in manifest.files {
      guard let member = try next() else { throw .contents("\(file.path.text) is missing") }
      guard member.name == file.path.text else { throw .contents("\(member.name) is not next") }
      guard member.size == file.size else { throw .damaged(file.path.text) }
      if let failure = try read(file, &receiver) { return failure }
    }
    guard try next() == nil else { throw .contents("there is more") }
    return nil
  }

  private func next() throws(SnapshotsError) -> ArchiveReader.Member? {
    do {
      return try archive.next()
    } catch {
      throw .archive(error)
    }
  }

  private func read<Receiver: SnapshotReceiver>(
    _ file: SnapshotFile,
    _ receiver: inout Receiver
  ) throws(SnapshotsError) -> Receiver.Failure? {
    var hash = HashStream(.sha256)
    var failure: Receiver.Failure?
    do throws(Receiver.Failure) { try receiver.begin(file) } catch { return error }
    do {
      try archive.read { piece throws(ArchivesError) in
        guard failure == nil else { return }
        hash.update(with: piece)
        do throws(Receiver.Failure) { try receiver.take(piece) } catch { failure = error }
      }
    } catch {
      throw .archive(error)
    }
    if let failure { return failure }
    guard hash.finish() == file.digest else { throw .damaged(file.path.text) }
    do throws(Receiver.Failure) { try receiver.end(file) } catch { return error }
    return nil
  }
}

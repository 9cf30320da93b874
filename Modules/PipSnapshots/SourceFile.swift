internal import PipCache
internal import PipHashing
internal import PipSystem
internal import SystemPackage

/// A file of the cache that goes into a snapshot, read as it was when it was chosen or not at all.
@safe struct SourceFile: ~Copyable {
  /// What tells that a file is the same, and has the same content.
  struct Stamp: Sendable, Hashable {
    /// Bytes in it.
    let size: Int64
    /// Number and times, which one in very many other files has by chance: there are very many stamps.
    private let mark: Int

    init(_ status: FileStatus) {
      size = status.size
      var hasher = Hasher()
      hasher.combine(status.identity)
      hasher.combine(status.modified)
      hasher.combine(status.changed)
      mark = hasher.finalize()
    }
  }

  private let file: OwnedDescriptor

  /// What it was when it was opened.
  let stamp: Stamp

  private static let pieceSize = 512 << 10

  /// Opens a file in a folder; a link is refused.
  init(_ name: EntryName, in folder: borrowing OpenDirectory) throws(SystemFailure) {
    try self.init(folder.file(name))
  }

  /// Takes over an open file.
  init(_ file: consuming OwnedDescriptor) throws(SystemFailure) {
    stamp = Stamp(try file.status())
    self.file = file
  }

  /// Reads all of it, piece by piece.
  ///
  /// - Parameter receive: is given each piece.
  /// - Returns: whether it was the same all the time.
  /// - Throws: `SystemFailure`, and what `receive` throws.
  func read<Failure: Error>(
    _ receive: (RawSpan) throws(Failure) -> Void
  ) throws -> Bool {
    // For most of them a small piece is all.
    let room = Int(min(max(stamp.size, 1), Int64(Self.pieceSize)))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 4096)
    defer { unsafe buffer.deallocate() }
    var position: Int64 = 0
    while position < stamp.size {
      let wanted = Int(min(stamp.size - position, Int64(room)))
      let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
      guard try unsafe file.read(at: position, into: piece) == wanted else { return false }
      try receive(unsafe UnsafeRawBufferPointer(piece).bytes)
      position += Int64(wanted)
    }
    return try isUnchanged()
  }

  /// Reads some of it behind what is in a batch, and returns how many bytes; 0 at its end.
  func read(at position: Int64, into batch: inout SnapshotBatch) throws(SystemFailure) -> Int {
    let wanted = Int(min(stamp.size - position, Int64(Self.pieceSize)))
    guard wanted > 0 else { return 0 }
    return unsafe try batch.append(count: wanted) { buffer throws(SystemFailure) in
      try unsafe file.read(at: position, into: buffer)
    }
  }

  /// Tells whether it is still what it was when it was opened.
  func isUnchanged() throws(SystemFailure) -> Bool { Stamp(try file.status()) == stamp }

  /// Returns all of it; nil where it has more than a limit, or was not the same all the time.
  func content(limit: Int) throws -> [UInt8]? {
    guard stamp.size <= Int64(limit) else { return nil }
    var bytes: [UInt8] = []
    let isSame = try read { piece throws(Never) in
      unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
    return isSame ? bytes : nil
  }

  /// Returns what is left of the head of a response when it is cleaned; nil where it is none that pip reads,
  /// or was not the same all the time.
  func cleanedHead(isPublic: Bool) throws -> HeadRedaction.Outcome? {
    guard let bytes = try content(limit: CachedResponse.headLimit),
      !Tombstone.isTombstone(bytes), let response = try? CachedResponse(bytes[...])
    else { return nil }
    return HeadRedaction.redact(response, isPublic: isPublic)
  }

  /// Tells whether it is what is left of the head of a response that is to go.
  func isTombstone() throws -> Bool {
    guard let bytes = try content(limit: CachedResponse.headLimit) else { return false }
    return Tombstone.isTombstone(bytes)
  }

  /// Returns its SHA-256; nil where it was not the same all the time.
  func digest() throws -> Digest? {
    var hash = HashStream(.sha256)
    let isSame = try read { piece throws(Never) in hash.update(with: piece) }
    return isSame ? hash.finish() : nil
  }
}

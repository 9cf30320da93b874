package import PipHashing
internal import PipSystem
package import SystemPackage

/// A zip archive that is made of files where they lie: it is known byte for byte before it is written.
///
/// Nothing is compressed, and nothing in it depends on when, where or by whom it is made.
package struct ZipRecipe: Sendable {
  /// A member.
  package struct Member: Sendable {
    /// Its path.
    package let name: String
    /// Whether it is to be run.
    package let isExecutable: Bool
    /// What is in it.
    package let content: Content

    /// Creates a member.
    package init(_ name: String, isExecutable: Bool = false, _ content: Content) {
      self.name = name
      self.isExecutable = isExecutable
      self.content = content
    }
  }

  /// What is in a member.
  package enum Content: Sendable {
    /// These bytes.
    case bytes([UInt8])
    /// What is in a file.
    case file(FilePath)
  }

  private enum Part: Sendable {
    case bytes([UInt8])
    case file(FilePath, size: Int64)
  }

  private let parts: [Part]

  /// Bytes in the archive.
  package let size: Int64

  /// The SHA-256 of the archive.
  package let digest: Digest

  private static let pieceSize = 1 << 20
  /// What the format says without its extension for large archives.
  private static let limit: Int64 = 0xFFFF_FFFE
  private static let countLimit = 0xFFFE

  /// Reads all files once.
  ///
  /// - Parameter members: the members, in the order that they are to have.
  /// - Throws: `ArchivesError`: `tooLarge` beyond what the plain format can say.
  package init(_ members: [Member]) throws(ArchivesError) {
    guard members.count <= Self.countLimit else { throw .tooLarge("the number of members") }
    var parts: [Part] = []
    var directory: [UInt8] = []
    var hash = HashStream(.sha256)
    var position: Int64 = 0
    func add(_ bytes: [UInt8]) {
      hash.update(with: bytes)
      parts.append(.bytes(bytes))
      position += Int64(bytes.count)
    }
    for member in members {
      let offset = position
      let sum = try Self.sum(of: member.content)
      guard offset + sum.size <= Self.limit else { throw .tooLarge("its content") }
      let fields = Self.fields(of: member, sum)
      add(Self.number(0x0403_4B50, 4) + fields + Array(member.name.utf8))
      switch member.content {
      case .bytes(let bytes): add(bytes)
      case .file(let path):
        try Self.read(path, sum.size) { hash.update(with: $0) }
        parts.append(.file(path, size: sum.size))
        position += sum.size
      }
      let mode: UInt64 = member.isExecutable ? 0o100755 : 0o100644
      directory += Self.number(0x0201_4B50, 4)
      // Made on a system of POSIX, by version 2.0 of the format.
      directory += Self.number(0x0314, 2)
      directory += fields
      directory += Self.number(0, 6)
      directory += Self.number(mode << 16, 4)
      directory += Self.number(UInt64(offset), 4)
      directory += Array(member.name.utf8)
    }
    let start = position
    guard start + Int64(directory.count) <= Self.limit else { throw .tooLarge("its content") }
    add(directory)
    add(
      Self.number(0x0605_4B50, 4) + Self.number(0, 4) + Self.number(UInt64(members.count), 2)
        + Self.number(UInt64(members.count), 2) + Self.number(UInt64(directory.count), 4)
        + Self.number(UInt64(start), 4) + Self.number(0, 2)
    )
    self.parts = parts
    size = position
    digest = hash.finish()
  }

  /// What both headers of a member have: version, flags, method, time, checksum, sizes, length of the name, and
  /// no more.
  private static func fields(
    of member: Member,
    _ sum: (size: Int64, checksum: UInt32)
  ) -> [UInt8] {
    let isASCII = member.name.utf8.allSatisfy { $0 < 0x80 }
    return number(20, 2) + number(isASCII ? 0 : 0x0800, 2) + number(0, 2)
      // The first moment that the format knows: 1980-01-01.
      + number(0, 2) + number(0x21, 2)
      + number(UInt64(sum.checksum), 4) + number(UInt64(sum.size), 4) + number(UInt64(sum.size), 4)
      + number(UInt64(member.name.utf8.count), 2) + number(0, 2)
  }

  private static func number(_ value: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  private static func sum(
    of content: Content
  ) throws(ArchivesError) -> (size: Int64, checksum: UInt32) {
    switch content {
    case .bytes(let bytes): return (Int64(bytes.count), Inflater.crc32(of: bytes))
    case .file(let path):
      var size: Int64 = 0
      var checksum: UInt32 = 0
      try read(path, nil) { piece in
        size += Int64(piece.count)
        checksum = Inflater.crc32(of: piece, after: checksum)
      }
      return (size, checksum)
    }
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - size: bytes that it must have; nil for as many as there are.
  ///   - receive: is given its content, piece by piece.
  /// - Throws: `ArchivesError`; what `receive` throws, if that is one.
  private static func read<Failure: Error>(
    _ path: FilePath,
    _ size: Int64?,
    _ receive: ([UInt8]) throws(Failure) -> Void
  ) throws(ArchivesError) {
    var position: Int64 = 0
    do {
      let file = try OwnedDescriptor.openRegularFile(path)
      while size.map({ position < $0 }) ?? true {
        let piece = try file.read(at: position, count: pieceSize)
        guard !piece.isEmpty else { break }
        try receive(piece)
        position += Int64(piece.count)
      }
    } catch let failure as SystemFailure {
      throw .unreadable(failure)
    } catch let error as ArchivesError {
      throw error
    } catch {
      throw .damaged(path.systemText)
    }
    guard size ?? position == position else { throw .damaged(path.systemText) }
  }

  /// Gives away the archive, piece by piece; the digest of what was given tells whether a file has changed
  /// meanwhile.
  ///
  /// - Parameter receive: is given each piece.
  /// - Throws: `ArchivesError`; what `receive` throws.
  package func forEachPiece(
    _ receive: ([UInt8]) throws(ArchivesError) -> Void
  ) throws(ArchivesError) {
    for part in parts {
      switch part {
      case .bytes(let bytes): try receive(bytes)
      case .file(let path, let size): try Self.read(path, size, receive)
      }
    }
  }
}

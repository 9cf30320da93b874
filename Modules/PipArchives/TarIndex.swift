internal import PipSystem

/// Where the members of an archive lie that is not compressed: they can be read there without reading what
/// is before them.
package enum TarIndex {
  /// A member.
  package struct Member: Sendable, Hashable {
    /// Its name, in printable ASCII.
    package let name: String
    /// Where its content begins.
    package let offset: Int64
    /// Bytes in its content.
    package let size: Int64
  }

  private static let blockSize = 512

  /// Finds the members; every header passes the gate that `ArchiveReader` has.
  ///
  /// - Parameters:
  ///   - file: the archive.
  ///   - limit: how many members there may be.
  /// - Returns: the members, in their order; nil where the archive is compressed.
  /// - Throws: `ArchivesError`.
  package static func members(
    of file: borrowing FileRange,
    limit: Int
  ) throws(ArchivesError) -> [Member]? {
    let start = try read(file, at: 0, count: 4)
    if start == [0x28, 0xB5, 0x2F, 0xFD] || start.starts(with: [0x1F, 0x8B]) { return nil }
    var gate = TarGate()
    var members: [Member] = []
    var position: Int64 = 0
    // What fills the last block of a content is read together with the next header.
    var padding = 0
    while !gate.isAtEnd {
      let bytes = try read(file, at: position, count: padding + blockSize)
      guard bytes.count == padding + blockSize else { throw .malformed("it ends too early") }
      try gate.feed(unsafe bytes.span.bytes)
      position += Int64(bytes.count)
      padding = 0
      guard let member = gate.next() else { continue }
      guard members.count < limit else { throw .tooLarge("the number of members") }
      let (end, isTooLarge) = position.addingReportingOverflow(member.size)
      guard !isTooLarge, end <= file.length else { throw .malformed("it ends too early") }
      members.append(
        Member(
          name: String(decoding: member.name, as: UTF8.self),
          offset: position,
          size: member.size
        )
      )
      gate.pass(member.size)
      padding = Int(-member.size & Int64(blockSize - 1))
      position = end
    }
    guard position == file.length else {
      throw .malformed("something stands behind the end of the archive")
    }
    return members
  }

  private static func read(
    _ file: borrowing FileRange,
    at position: Int64,
    count: Int
  ) throws(ArchivesError) -> [UInt8] {
    do {
      return try file.read(at: position, count: count)
    } catch {
      throw .unreadable(error)
    }
  }
}

extension ZipArchive {
  private static let pieceSize = 1 << 20

  /// Unpacks a member piece by piece and checks it, whatever its size.
  ///
  /// - Parameters:
  ///   - member: the member.
  ///   - wholeLimit: what is unpacked in one piece: libdeflate is the faster by far, and wants all
  ///     at once.
  ///   - receive: is given its content; what was received counts for nothing if an error follows.
  /// - Throws: `ArchivesError`.
  package func read(
    _ member: ZipMember,
    wholeLimit: Int = 32 << 20,
    _ receive: ([UInt8]) -> Void
  ) throws(ArchivesError) {
    guard max(member.size, member.packedSize) > Int64(wholeLimit) else {
      return receive(try content(of: member, limit: wholeLimit))
    }
    try readInPieces(member, receive)
  }

  /// Returns the content of a member of which more is in the archive than can become its content.
  func contentInPieces(of member: ZipMember) throws(ArchivesError) -> [UInt8] {
    var content: [UInt8] = []
    try readInPieces(member) { content += $0 }
    return content
  }

  private func readInPieces(
    _ member: ZipMember,
    _ receive: ([UInt8]) -> Void
  ) throws(ArchivesError) {
    let start = try dataOffset(of: member)
    var checksum: UInt32 = 0
    var size: Int64 = 0
    func take(_ piece: [UInt8]) throws(ArchivesError) {
      size += Int64(piece.count)
      guard size <= member.size else { throw .damaged(member.nameText) }
      checksum = Inflater.crc32(of: piece, after: checksum)
      receive(piece)
    }
    switch member.method {
    case 0:
      guard member.packedSize == member.size else { throw .malformed("sizes that cannot be") }
      try readPieces(at: start, count: member.packedSize) { piece throws(ArchivesError) in
        try take(piece)
      }
    case 8:
      guard var stream = InflateStream(.none) else { throw .tooLarge(member.nameText) }
      try readPieces(at: start, count: member.packedSize) { piece throws(ArchivesError) in
        // What stands behind the end of the stream counts for nothing, as for Python's `zipfile`
        // and for libdeflate.
        if stream.isAtEnd { return }
        guard try stream.feed(piece, take) != nil else { throw .damaged(member.nameText) }
      }
      guard stream.isAtEnd else { throw .damaged(member.nameText) }
    default: throw .unsupported("method \(member.method)")
    }
    guard size == member.size, checksum == member.checksum else {
      throw .damaged(member.nameText)
    }
  }

  private func readPieces(
    at offset: Int64,
    count: Int64,
    _ receive: ([UInt8]) throws(ArchivesError) -> Void
  ) throws(ArchivesError) {
    var position: Int64 = 0
    while position < count {
      let size = Int(min(Int64(Self.pieceSize), count - position))
      try receive(try bytes(at: offset + position, count: size))
      position += Int64(size)
    }
  }
}

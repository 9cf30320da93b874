/// Takes the members out of a zip archive, each with one look at the file, and sees that between its
/// members nothing is hidden and that no two readers can see two things (APPNOTE 4.3).
///
/// Its buffers are used again for each member: there are tens of thousands.
package struct ZipMemberReader: ~Copyable {
  private let archive: ZipArchive
  private let extents: [Range<Int64>]
  private let inflater: Inflater
  private var packed: [UInt8] = []
  private var content: [UInt8] = []

  /// What is unpacked in one piece.
  private static let wholeLimit: Int64 = 32 << 20
  /// No header has more bytes before its content, and what may follow one.
  private static let headerLimit = 30 + 2 * 0xFFFF
  private static let descriptorLimit = 24

  /// Takes over an archive.
  ///
  /// - Throws: `ArchivesError` where there is something in it that belongs to no member.
  package init(_ archive: consuming ZipArchive) throws(ArchivesError) {
    guard let inflater = Inflater() else { throw .outOfMemory }
    for member in archive.members {
      // Readers take what is not said to be UTF-8 for one of many other things.
      guard member.isNameUTF8 || member.name.allSatisfy({ $0 < 0x80 }) else {
        throw .malformed("a name in an encoding that is not said")
      }
    }
    extents = try archive.extents()
    self.inflater = inflater
    self.archive = archive
  }

  /// The members, in the order of the directory.
  package var members: [ZipMember] { archive.members }

  /// Reads a member.
  ///
  /// - Parameters:
  ///   - index: the place of the member among `members`.
  ///   - receive: is given its content, in pieces where it is large; what was received counts for nothing if
  ///     an error follows.
  /// - Throws: `ArchivesError` where it is not what the directory says; what `receive` throws.
  package mutating func read<Failure: Error>(
    _ index: Int,
    _ receive: (RawSpan) throws(Failure) -> Void
  ) throws(ReadFailure<Failure>) {
    let member = archive.members[index]
    let extent = extents[index]
    guard extent.count <= Self.wholeLimit, member.size <= Self.wholeLimit else {
      return try readInPieces(member, extent, receive)
    }
    do throws(ArchivesError) {
      try readWhole(member, extent)
    } catch {
      throw .archive(error)
    }
    do throws(Failure) {
      try receive(unsafe content.span.bytes.extracting(first: Int(member.size)))
    } catch {
      throw .receiver(error)
    }
  }

  /// Why a member was not read to its end.
  package enum ReadFailure<Failure: Error>: Error {
    /// It is not what the directory says.
    case archive(ArchivesError)
    /// Whoever was given its content did not want it.
    case receiver(Failure)
  }

  /// Returns the whole content of a member.
  ///
  /// - Parameters:
  ///   - index: the place of the member among `members`.
  ///   - limit: how many bytes it may have.
  /// - Returns: its content.
  /// - Throws: `ArchivesError`.
  package mutating func content(
    of index: Int,
    limit: Int
  ) throws(ArchivesError) -> [UInt8] {
    let member = archive.members[index]
    guard member.size <= Int64(limit) else { throw .tooLarge(member.nameText) }
    guard extents[index].count <= Self.wholeLimit, member.size <= Self.wholeLimit else {
      throw .tooLarge(member.nameText)
    }
    try readWhole(member, extents[index])
    return Array(content.prefix(Int(member.size)))
  }

  /// Fills `content` with the content of a member.
  private mutating func readWhole(
    _ member: ZipMember,
    _ extent: Range<Int64>
  ) throws(ArchivesError) {
    let count = extent.count
    if packed.count < count { packed = [UInt8](repeating: 0, count: max(count, 1 << 16)) }
    if content.count < Int(member.size) {
      content = [UInt8](repeating: 0, count: max(Int(member.size), 1 << 16))
    }
    try archive.fill(&packed, count: count, from: extent.lowerBound)
    let header = try ZipLocalHeader(packed[..<count], of: member)
    let end = header.length + Int(member.packedSize)
    guard end <= count else { throw .malformed("members that overlap") }
    try header.seeNothingHidden(packed[end..<count], behind: member)
    switch member.method {
    case 0:
      guard member.packedSize == member.size else { throw .malformed("sizes that cannot be") }
      content.replaceSubrange(..<Int(member.size), with: packed[header.length..<end])
    case 8:
      guard inflater.inflate(packed[header.length..<end], into: &content, count: Int(member.size))
      else { throw .damaged(member.nameText) }
    default: throw .unsupported("method \(member.method)")
    }
    guard Inflater.crc32(of: content[..<Int(member.size)]) == member.checksum else {
      throw .damaged(member.nameText)
    }
  }

  /// Reads a member that is too large to be held.
  private func readInPieces<Failure: Error>(
    _ member: ZipMember,
    _ extent: Range<Int64>,
    _ receive: (RawSpan) throws(Failure) -> Void
  ) throws(ReadFailure<Failure>) {
    var failure: Failure?
    do throws(ArchivesError) {
      let start = try archive.bytes(
        at: extent.lowerBound,
        count: min(extent.count, Self.headerLimit)
      )
      let header = try ZipLocalHeader(start[...], of: member)
      let end = extent.lowerBound + Int64(header.length) + member.packedSize
      guard end <= extent.upperBound, extent.upperBound - end <= Int64(Self.descriptorLimit) else {
        throw .malformed("something in it that is no member's")
      }
      let rest = try archive.bytes(at: end, count: Int(extent.upperBound - end))
      try header.seeNothingHidden(rest[...], behind: member)
      try archive.read(member, wholeLimit: 0) { piece in
        guard failure == nil else { return }
        do throws(Failure) {
          try receive(unsafe piece.span.bytes)
        } catch {
          failure = error
        }
      }
    } catch {
      throw .archive(error)
    }
    if let failure { throw .receiver(failure) }
  }
}

/// What stands before a member: it must say what the directory says (APPNOTE 4.3.7).
private struct ZipLocalHeader {
  /// Bytes in it.
  let length: Int
  /// Whether sizes and checksum stand behind the content as well (APPNOTE 4.3.9).
  private let hasDescriptor: Bool

  init(_ bytes: ArraySlice<UInt8>, of member: ZipMember) throws(ArchivesError) {
    let record = LittleEndian(bytes)
    guard record.u32(0) == 0x0403_4B50, let flags = record.u16(6), let method = record.u16(8),
      let checksum = record.u32(14), let packedSize = record.u32(18), let size = record.u32(22),
      let nameLength = record.u16(26), let extraLength = record.u16(28)
    else { throw .malformed("a member without a header") }
    length = 30 + Int(nameLength) + Int(extraLength)
    guard bytes.count >= length else { throw .malformed("a member without a header") }
    let name = bytes.dropFirst(30).prefix(Int(nameLength))
    // Encrypted, sizes behind the content, a name in UTF-8.
    let meaningful: UInt16 = 0x0809
    guard name.elementsEqual(member.name), method == member.method,
      flags & meaningful == member.flags & meaningful
    else { throw Self.contradiction }
    guard flags & 1 == 0 else { throw .unsupported("encryption") }
    hasDescriptor = flags & 0b1000 != 0
    var numbers = [UInt64(size), UInt64(packedSize)]
    let extra = bytes.dropFirst(30 + Int(nameLength)).prefix(Int(extraLength))
    if numbers.contains(0xFFFF_FFFF) { try ZipArchive.widen(&numbers, by: extra) }
    try ZipArchive.refuseOtherName(in: extra, than: member.name)
    let isEqual =
      checksum == member.checksum && numbers[0] == UInt64(member.size)
      && numbers[1] == UInt64(member.packedSize)
    // Who does not know them yet writes zeros.
    let isBlank = checksum == 0 && numbers == [0, 0]
    guard isEqual || hasDescriptor && isBlank else { throw Self.contradiction }
  }

  /// Sees that behind a content there is what its header says, and nothing else.
  func seeNothingHidden(
    _ rest: ArraySlice<UInt8>,
    behind member: ZipMember
  ) throws(ArchivesError) {
    guard hasDescriptor else {
      guard rest.isEmpty else { throw .malformed("something in it that is no member's") }
      return
    }
    // Some begin with a signature, and numbers are as wide as they must be, or wider.
    let record = LittleEndian(rest)
    for start in [0, 4] where start == 0 || record.u32(0) == 0x0807_4B50 {
      guard record.u32(start) == member.checksum else { continue }
      let isShort =
        rest.count == start + 12 && record.u32(start + 4).map(Int64.init) == member.packedSize
        && record.u32(start + 8).map(Int64.init) == member.size
      let isLong =
        rest.count == start + 20
        && record.u64(start + 4) == UInt64(member.packedSize)
        && record.u64(start + 12) == UInt64(member.size)
      if isShort || isLong { return }
    }
    throw .malformed("something in it that is no member's")
  }

  private static let contradiction = ArchivesError.malformed(
    "a header that contradicts the directory"
  )
}

internal import PipSystem

/// A zip archive, read by its directory and checked against the headers of its members.
///
/// Two readers that find the members in two ways must see the same: names that stand twice, members
/// that overlap, and headers that contradict the directory are refused.
package struct ZipArchive: ~Copyable {
  /// Its members, in the order of the directory.
  package let members: [ZipMember]

  private let file: FileRange
  /// Where the directory is.
  private let directory: Range<Int64>
  /// Where the end records are, behind which there is nothing.
  private let endRecords: Int64

  /// A directory of more bytes is none of a wheel's.
  private static let directoryLimit = 1 << 26
  /// Nor one of more members.
  private static let memberLimit = 250_000

  /// Opens an archive and reads its directory.
  ///
  /// - Throws: `ArchivesError`.
  package init(_ file: consuming FileRange) throws(ArchivesError) {
    let end = try Self.end(of: file)
    members = try Self.members(of: file, end)
    // It was read, so that its numbers are some of a file's.
    directory = Int64(end.offset)..<Int64(end.offset + end.size)
    endRecords = end.position
    self.file = file
  }

  /// Returns where each member is, with its header before it and all that follows up to the next.
  ///
  /// - Returns: a range of bytes for each of `members`; together they are all that is before the directory.
  /// - Throws: `ArchivesError` where something is in the archive that belongs to nothing.
  func extents() throws(ArchivesError) -> [Range<Int64>] {
    let order = members.indices.sorted { members[$0].headerOffset < members[$1].headerOffset }
    var extents = [Range<Int64>](repeating: 0..<0, count: members.count)
    var end = directory.lowerBound
    for index in order.reversed() {
      extents[index] = members[index].headerOffset..<end
      end = members[index].headerOffset
    }
    guard end == 0, directory.upperBound == endRecords else {
      throw .malformed("something in it that is no member's")
    }
    return extents
  }

  /// Returns a member by its name.
  package func member(named name: String) -> ZipMember? {
    let bytes = Array(name.utf8)
    return members.first { $0.name == bytes }
  }

  /// Unpacks a member and checks it.
  ///
  /// - Parameters:
  ///   - member: the member.
  ///   - limit: how many bytes it may become.
  /// - Returns: its content.
  /// - Throws: `ArchivesError`.
  package func content(of member: ZipMember, limit: Int) throws(ArchivesError) -> [UInt8] {
    guard member.size <= limit else { throw .tooLarge(member.nameText) }
    guard member.packedSize <= file.length else { throw .malformed("sizes that cannot be") }
    guard member.isPackedSizePlausible else { return try contentInPieces(of: member) }
    let packed = try bytes(at: try dataOffset(of: member), count: Int(member.packedSize))
    let content: [UInt8]?
    switch member.method {
    case 0: content = packed
    case 8: content = Inflater()?.inflate(packed[...], count: Int(member.size))
    default: throw .unsupported("method \(member.method)")
    }
    guard let content, content.count == Int(member.size),
      Inflater.crc32(of: content) == member.checksum
    else { throw .damaged(member.nameText) }
    return content
  }

  /// Returns where the content of a member begins, after its header was compared with the directory.
  func dataOffset(of member: ZipMember) throws(ArchivesError) -> Int64 {
    let header = LittleEndian(try bytes(at: member.headerOffset, count: 30))
    guard header.u32(0) == 0x0403_4B50, let flags = header.u16(6), let method = header.u16(8),
      let nameLength = header.u16(26), let extraLength = header.u16(28)
    else { throw .malformed("a member without a header") }
    let name = try bytes(at: member.headerOffset + 30, count: Int(nameLength))
    guard name == member.name, method == member.method, flags & 1 == member.flags & 1 else {
      throw .malformed("a header that contradicts the directory")
    }
    guard flags & 1 == 0 else { throw .unsupported("encryption") }
    if extraLength > 0 {
      let place = member.headerOffset + 30 + Int64(nameLength)
      let extra = try bytes(at: place, count: Int(extraLength))
      try Self.refuseOtherName(in: extra[...], than: name)
    }
    return member.headerOffset + 30 + Int64(nameLength) + Int64(extraLength)
  }

  func bytes(at offset: Int64, count: Int) throws(ArchivesError) -> [UInt8] {
    try Self.bytes(of: file, at: offset, count: count)
  }

  /// Fills the beginning of a buffer with bytes of the archive.
  func fill(_ buffer: inout [UInt8], count: Int, from offset: Int64) throws(ArchivesError) {
    let found: Int
    do {
      found = try file.read(at: offset, into: &buffer, count: count)
    } catch {
      throw .unreadable(error)
    }
    guard found == count else { throw .malformed("it ends too early") }
  }

  private static func bytes(
    of file: borrowing FileRange,
    at offset: Int64,
    count: Int
  ) throws(ArchivesError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try file.read(at: offset, count: count)
    } catch {
      throw .unreadable(error)
    }
    guard bytes.count == count else { throw .malformed("it ends too early") }
    return bytes
  }
}

// MARK: - The directory

extension ZipArchive {
  /// Where the directory is and how much is in it.
  private struct End {
    var count: UInt64
    var size: UInt64
    var offset: UInt64
    /// Where the first of the end records is.
    var position: Int64
  }

  /// Finds the end record (APPNOTE 4.3.16), which must be the last of the file.
  private static func end(of file: borrowing FileRange) throws(ArchivesError) -> End {
    let length = 22
    let tailCount = Int(min(file.length, Int64(length + 0xFFFF)))
    guard tailCount >= length else { throw .notAnArchive }
    let tail = try bytes(of: file, at: file.length - Int64(tailCount), count: tailCount)
    let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    var found: Int?
    for start in stride(from: tail.count - length, through: 0, by: -1)
    where tail[start] == signature[0] && tail[start...].starts(with: signature) {
      // The comment fills the rest: what stands in it cannot be taken for the record.
      guard LittleEndian(tail[start...]).u16(20).map({ start + length + Int($0) }) == tail.count
      else { continue }
      found = start
      break
    }
    guard let found else { throw .notAnArchive }
    let record = LittleEndian(tail[found...])
    guard record.u16(4) == record.u16(6), record.u16(8) == record.u16(10),
      let count = record.u16(10), let size = record.u32(12), let offset = record.u32(16)
    else { throw .unsupported("several volumes") }
    let short = End(
      count: UInt64(count),
      size: UInt64(size),
      offset: UInt64(offset),
      position: file.length - Int64(tail.count - found)
    )
    guard count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF else { return short }
    let long = try longEnd(of: file, before: short.position)
    guard count == 0xFFFF || short.count == long.count,
      size == 0xFFFF_FFFF || short.size == long.size,
      offset == 0xFFFF_FFFF || short.offset == long.offset
    else { throw .malformed("two end records that say two things") }
    return long
  }

  /// Reads the end record of archives with large numbers (APPNOTE 4.3.14 and 4.3.15).
  private static func longEnd(
    of file: borrowing FileRange,
    before position: Int64
  ) throws(ArchivesError) -> End {
    guard position >= 20 else { throw .malformed("no room for its end record") }
    let locator = LittleEndian(try bytes(of: file, at: position - 20, count: 20))
    guard locator.u32(0) == 0x0706_4B50, let offset = locator.u64(8),
      let start = Int64(exactly: offset), start <= file.length - 56
    else { throw .malformed("no end record for large numbers") }
    let record = LittleEndian(try bytes(of: file, at: start, count: 56))
    guard record.u32(0) == 0x0606_4B50, let count = record.u64(32), let size = record.u64(40),
      let directory = record.u64(48)
    else { throw .malformed("no end record for large numbers") }
    // The record says how long it is, without what stands before that.
    guard let length = record.u64(4), UInt64(exactly: position - 20 - start - 12) == length else {
      throw .malformed("an end record of another length than it says")
    }
    return End(count: count, size: size, offset: directory, position: start)
  }

  private static func members(
    of file: borrowing FileRange,
    _ end: End
  ) throws(ArchivesError) -> [ZipMember] {
    guard end.size <= UInt64(directoryLimit), end.count <= UInt64(memberLimit) else {
      throw .tooLarge("its directory")
    }
    guard let offset = Int64(exactly: end.offset), offset <= file.length else {
      throw .malformed("a directory beyond its end")
    }
    let directory = try bytes(of: file, at: offset, count: Int(end.size))
    var members: [ZipMember] = []
    var names: Set<[UInt8]> = []
    var rest = directory[...]
    while !rest.isEmpty {
      guard UInt64(members.count) < end.count else { throw miscounted }
      let member = try Self.member(&rest)
      guard names.insert(member.name).inserted else { throw .malformed("a name that stands twice") }
      members.append(member)
    }
    guard UInt64(members.count) == end.count else { throw miscounted }
    try refuseOverlap(members, before: offset)
    return members
  }

  private static let miscounted = ArchivesError.malformed("another number of members than it says")

  /// Takes the next member from what is left of the directory (APPNOTE 4.3.12).
  private static func member(_ rest: inout ArraySlice<UInt8>) throws(ArchivesError) -> ZipMember {
    let record = LittleEndian(rest)
    guard record.u32(0) == 0x0201_4B50, let flags = record.u16(8), let method = record.u16(10),
      let checksum = record.u32(16), let packedSize = record.u32(20), let size = record.u32(24),
      let nameLength = record.u16(28), let extraLength = record.u16(30),
      let commentLength = record.u16(32), let attributes = record.u32(38),
      let offset = record.u32(42)
    else { throw .malformed("its directory") }
    let length = 46 + Int(nameLength) + Int(extraLength) + Int(commentLength)
    guard rest.count >= length else { throw .malformed("its directory") }
    let start = rest.startIndex + 46
    let name = Array(rest[start..<(start + Int(nameLength))])
    let extra = rest[(start + Int(nameLength))...].prefix(Int(extraLength))
    rest = rest.dropFirst(length)
    guard !name.isEmpty, !name.contains(0) else { throw .malformed("a member without a name") }
    var numbers = [UInt64(size), UInt64(packedSize), UInt64(offset)]
    try widen(&numbers, by: extra)
    try refuseOtherName(in: extra, than: name)
    let exact = numbers.compactMap { Int64(exactly: $0) }
    guard exact.count == 3 else { throw .malformed("sizes that no file can have") }
    return ZipMember(
      name: name,
      method: method,
      flags: flags,
      checksum: checksum,
      packedSize: exact[1],
      size: exact[0],
      attributes: attributes,
      headerOffset: exact[2]
    )
  }

  /// Replaces numbers that did not fit by those of the extra field (APPNOTE 4.5.3).
  static func widen(
    _ numbers: inout [UInt64],
    by extra: ArraySlice<UInt8>
  ) throws(ArchivesError) {
    guard numbers.contains(0xFFFF_FFFF) else { return }
    var rest = extra
    while rest.count >= 4 {
      let head = LittleEndian(rest)
      guard let id = head.u16(0), let size = head.u16(2), rest.count >= 4 + Int(size) else { break }
      if id == 1 {
        let field = LittleEndian(rest.dropFirst(4).prefix(Int(size)))
        var position = 0
        for index in numbers.indices where numbers[index] == 0xFFFF_FFFF {
          guard let number = field.u64(position) else {
            throw .malformed("a size without a number")
          }
          numbers[index] = number
          position += 8
        }
        return
      }
      rest = rest.dropFirst(4 + Int(size))
    }
    throw .malformed("a size without a number")
  }

  /// Refuses an extra field that gives a member another name (APPNOTE 4.6.9): some readers take that.
  static func refuseOtherName(
    in extra: ArraySlice<UInt8>,
    than name: [UInt8]
  ) throws(ArchivesError) {
    var rest = extra
    // Fewer bytes are none of a field: some writers fill up with them.
    while rest.count >= 4 {
      let head = LittleEndian(rest)
      guard let id = head.u16(0), let size = head.u16(2), rest.count >= 4 + Int(size) else {
        throw .malformed("an extra field that is cut off")
      }
      // Before the name there is a version and a sum.
      if id == 0x7075, !rest.dropFirst(4).prefix(Int(size)).dropFirst(5).elementsEqual(name) {
        throw .malformed("a member with two names")
      }
      rest = rest.dropFirst(4 + Int(size))
    }
  }

  /// Members lie one behind the other, before the directory.
  private static func refuseOverlap(
    _ members: [ZipMember],
    before directory: Int64
  ) throws(ArchivesError) {
    var position: Int64 = 0
    for member in members.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard member.headerOffset >= position else { throw .malformed("members that overlap") }
      // Compared before anything is added to it: it may be the largest number there is.
      guard member.headerOffset <= directory else {
        throw .malformed("members beyond its directory")
      }
      let head = 30 + Int64(member.name.count)
      let (end, isOver) = (member.headerOffset + head).addingReportingOverflow(member.packedSize)
      guard !isOver, end <= directory else { throw .malformed("members beyond its directory") }
      position = end
    }
  }
}

/// Sees that what is given to libarchive is a tar archive of the one form that we write: regular files
/// in ustar, a header of pax only for a long name, two blocks of zeros, the end.
///
/// libarchive takes much more, and some of it costs hundreds of megabytes before there is a first member,
/// or means other members to other readers.
struct TarGate {
  /// A member, as its header has it.
  struct Member: Sendable, Hashable {
    let name: [UInt8]
    let size: Int64
  }

  /// The members whose headers have passed and that were not asked for.
  private var members: [Member] = []
  private var taken = 0

  private enum State {
    /// A header, or a block of zeros.
    case header
    /// So many bytes of a header of pax.
    case extended(Int)
    /// So many bytes of a content, and the zeros behind it.
    case content(Int64, padding: Int)
    case end
  }

  private var state = State.header
  private var block: [UInt8] = []
  /// The name that a header of pax has given to the next member.
  private var longName: [UInt8]?
  /// Blocks of zeros so far.
  private var zeros = 0

  private static let blockSize = 512

  init() { block.reserveCapacity(Self.blockSize) }

  /// Whether the archive has ended as it must.
  var isAtEnd: Bool {
    if case .end = state { return true }
    return false
  }

  /// Takes the next member whose header has passed.
  mutating func next() -> Member? {
    guard taken < members.count else { return nil }
    defer {
      taken += 1
      if taken == members.count {
        members.removeAll(keepingCapacity: true)
        taken = 0
      }
    }
    return members[taken]
  }

  /// Looks at the next bytes of the archive.
  mutating func feed(_ bytes: RawSpan) throws(ArchivesError) {
    var position = 0
    while position < bytes.byteCount {
      let left = bytes.extracting(position...)
      switch state {
      case .end: throw .malformed("something stands behind the end of the archive")
      case .content(let rest, let padding) where rest > 0:
        let count = min(rest, Int64(left.byteCount))
        position += Int(count)
        state = .content(rest - count, padding: padding)
      case .content(_, let padding):
        let count = min(padding, left.byteCount)
        guard Self.isZero(left.extracting(first: count)) else {
          throw .malformed("something stands behind a member")
        }
        position += count
        state = padding == count ? .header : .content(0, padding: padding - count)
      case .header, .extended:
        let count = min(Self.blockSize - block.count, left.byteCount)
        unsafe left.extracting(first: count).withUnsafeBytes {
          unsafe block.append(contentsOf: $0)
        }
        position += count
        if block.count == Self.blockSize { try takeBlock() }
      }
    }
  }

  /// Passes over some of a content, which is not looked at in any case.
  mutating func pass(_ count: Int64) {
    guard case .content(let rest, let padding) = state else { return }
    state = .content(max(0, rest - count), padding: padding)
  }

  private static func isZero(_ bytes: RawSpan) -> Bool {
    unsafe bytes.withUnsafeBytes { unsafe $0.allSatisfy { $0 == 0 } }
  }

  private mutating func takeBlock() throws(ArchivesError) {
    defer { block.removeAll(keepingCapacity: true) }
    guard case .extended(let size) = state else { return try takeHeader() }
    let name = try Self.name(inExtension: block[..<size])
    guard !Self.fitsIntoHeader(name) else { throw .malformed("a header that nobody needs") }
    longName = name
    guard block[size...].allSatisfy({ $0 == 0 }) else {
      throw .malformed("something stands behind a header")
    }
    state = .header
  }

  private mutating func takeHeader() throws(ArchivesError) {
    guard block.contains(where: { $0 != 0 }) else {
      guard longName == nil else { throw .malformed("a name without a member") }
      zeros += 1
      if zeros == 2 { state = .end }
      return
    }
    guard zeros == 0 else { throw .malformed("a single block of zeros") }
    guard block[257..<265].elementsEqual("ustar\u{0}00".utf8),
      Self.octal(block[148..<156]).map(UInt64.init) == TarHeader.checksum(block),
      let size = Self.octal(block[124..<136]),
      // Mode, owner, group and time.
      [100..<108, 108..<116, 116..<124, 136..<148].allSatisfy({ Self.octal(block[$0]) != nil }),
      // Where links lead, and what stands behind everything.
      block[157..<257].allSatisfy({ $0 == 0 }), block[500...].allSatisfy({ $0 == 0 })
    else { throw .malformed("a header that is none of ustar") }
    switch block[156] {
    case UInt8(ascii: "0"):
      let shortName = try Self.name(inHeader: block)
      members.append(Member(name: longName ?? shortName, size: size))
      longName = nil
      let padding = Int((-size) & Int64(Self.blockSize - 1))
      state = size == 0 ? .header : .content(size, padding: padding)
    case UInt8(ascii: "x"):
      // One block is enough for any name that there may be.
      guard longName == nil, (1...Int64(Self.blockSize)).contains(size) else {
        throw .malformed("a header that is too long")
      }
      state = .extended(Int(size))
    default: throw .malformed("a member that is no regular file")
    }
  }

  private static func name(inHeader block: [UInt8]) throws(ArchivesError) -> [UInt8] {
    let name = try text(block[0..<100])
    let prefix = try text(block[345..<500])
    guard isName(name), prefix.isEmpty || isName(prefix) else {
      throw .malformed("a name that no member has")
    }
    return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
  }

  /// Returns the name in what a header of pax says, which must be that and no more: its length, `path`
  /// and the name, ended by a line feed.
  private static func name(
    inExtension bytes: ArraySlice<UInt8>
  ) throws(ArchivesError) -> [UInt8] {
    let start = Array("\(bytes.count) path=".utf8)
    let name = bytes.dropFirst(start.count).dropLast()
    guard bytes.starts(with: start), bytes.last == 0x0A, isName(Array(name)) else {
      throw .malformed("a header with more than a name")
    }
    return Array(name)
  }

  /// Tells whether a name needs no header of its own: it is short, or a slash parts it in two that are.
  private static func fitsIntoHeader(_ name: [UInt8]) -> Bool {
    guard name.count > 100 else { return true }
    return name.indices.contains { index in
      name[index] == UInt8(ascii: "/") && (1...155).contains(index)
        && (1...100).contains(name.count - index - 1)
    }
  }

  /// Returns what is before the first zero; behind it there may be nothing else.
  private static func text(_ field: ArraySlice<UInt8>) throws(ArchivesError) -> [UInt8] {
    let text = field.prefix { $0 != 0 }
    guard field[text.endIndex...].allSatisfy({ $0 == 0 }) else {
      throw .malformed("something stands behind a name")
    }
    return Array(text)
  }

  private static func isName(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// A number in octal digits, ended by zeros or spaces.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
    let digits = field.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == 0x20 }) else {
      return nil
    }
    return digits.reduce(0) { $0 << 3 | Int64($1 - 0x30) }
  }
}

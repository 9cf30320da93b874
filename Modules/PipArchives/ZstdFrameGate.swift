/// Sees that what is given to libarchive is one frame of Zstandard and nothing else (RFC 8878, 3.1.1).
///
/// libarchive takes any number of frames one after the other, and passes over those that say they are to
/// be skipped, without a word.
struct ZstdFrameGate {
  /// A reader needs as much memory as this for what a frame refers back to.
  private static let windowLimit: UInt64 = 8 << 20

  private enum State {
    case magic
    case descriptor
    case header
    case block
    case content(Int, isLast: Bool)
    case checksum
    case end
  }

  private var state = State.magic
  /// What was gathered of a part that is not complete.
  private var part: [UInt8] = []
  private var wanted = 4
  private var descriptor: UInt8 = 0

  /// Whether the frame has ended.
  var isAtEnd: Bool {
    if case .end = state { return true }
    return false
  }

  /// Looks at the next bytes of the file.
  mutating func feed(_ bytes: RawSpan) throws(ArchivesError) {
    var position = 0
    while position < bytes.byteCount {
      switch state {
      case .end: throw .malformed("something stands behind the frame")
      case .content(let rest, let isLast):
        let count = min(rest, bytes.byteCount - position)
        position += count
        state = .content(rest - count, isLast: isLast)
        if rest == count { endBlock(isLast: isLast) }
      case .magic, .descriptor, .header, .block, .checksum:
        part.append(unsafe bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self))
        position += 1
        if part.count == wanted { try take() }
      }
    }
  }

  private mutating func expect(_ state: State, _ count: Int) {
    self.state = state
    wanted = count
    part.removeAll(keepingCapacity: true)
  }

  private mutating func endBlock(isLast: Bool) {
    guard isLast else { return expect(.block, 3) }
    if descriptor & 0b100 != 0 { expect(.checksum, 4) } else { expect(.end, 0) }
  }

  private mutating func take() throws(ArchivesError) {
    switch state {
    case .magic:
      guard part == [0x28, 0xB5, 0x2F, 0xFD] else { throw .notAnArchive }
      expect(.descriptor, 1)
    case .descriptor:
      descriptor = part[0]
      guard descriptor & 0b1000 == 0 else { throw .malformed("a frame of another format") }
      expect(.header, headerLength)
    case .header:
      try checkWindow()
      expect(.block, 3)
    case .block:
      let header = part.reversed().reduce(0) { $0 << 8 | Int($1) }
      let (isLast, kind, size) = (header & 1 == 1, header >> 1 & 3, header >> 3)
      guard kind != 3 else { throw .malformed("a block of no kind that there is") }
      // A run has one byte, whatever its length.
      let count = kind == 1 ? 1 : size
      if count == 0 { endBlock(isLast: isLast) } else { state = .content(count, isLast: isLast) }
    case .checksum: expect(.end, 0)
    case .content, .end: break
    }
  }

  private var isSingleSegment: Bool { descriptor & 0b10_0000 != 0 }

  private var sizeLength: Int {
    switch descriptor >> 6 {
    case 0: isSingleSegment ? 1 : 0
    case 1: 2
    case 2: 4
    default: 8
    }
  }

  private var dictionaryLength: Int { [0, 1, 2, 4][Int(descriptor & 0b11)] }

  private var headerLength: Int { (isSingleSegment ? 0 : 1) + dictionaryLength + sizeLength }

  private func checkWindow() throws(ArchivesError) {
    guard dictionaryLength == 0 else { throw .unsupported("a dictionary") }
    let window: UInt64
    if isSingleSegment {
      let size = part.suffix(sizeLength).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      window = sizeLength == 2 ? size + 256 : size
    } else {
      let base = UInt64(1) << UInt64(10 + part[0] >> 3)
      window = base + (base >> 3) * UInt64(part[0] & 7)
    }
    guard window <= Self.windowLimit else { throw .tooLarge("the window of a frame") }
  }
}

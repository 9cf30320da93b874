/// Reads a line of a manifest member by member, as long as nothing in it needs to be decoded.
struct PlainLine {
  /// How many bytes were read.
  private(set) var position = 0

  /// Passes over a text of the form, if it comes next.
  mutating func take(_ text: StaticString, of line: Span<UInt8>) -> Bool {
    let end = position + text.utf8CodeUnitCount
    guard end <= line.count else { return false }
    let isNext = text.withUTF8Buffer { text in
      unsafe line.extracting(position..<end).isEqual(to: text.span)
    }
    if isNext { position = end }
    return isNext
  }

  /// Returns where a text is that ends before the next quote, which is left; nil where something in it needs
  /// to be decoded.
  mutating func text(of line: Span<UInt8>) -> Range<Int>? {
    let start = position
    let bytes = unsafe line.bytes
    while position + 8 <= bytes.byteCount,
      Self.arePlain(unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
    {
      position += 8
    }
    while position < line.count, CanonicalJSON.isPlain(line[position]) { position += 1 }
    return position < line.count && line[position] == UInt8(ascii: "\"") ? start..<position : nil
  }

  /// Tells whether each of eight bytes stands for itself, as `CanonicalJSON.isPlain` does of one.
  private static func arePlain(_ bytes: UInt64) -> Bool {
    let (ones, highs) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
    // A byte gets its high bit where it is below a space, a quote, a backslash, behind a tilde, or no ASCII.
    let controls = bytes &- (0x20 &* ones)
    let quotes = (bytes ^ (0x22 &* ones)) &- ones
    let escapes = (bytes ^ (0x5C &* ones)) &- ones
    return (controls | quotes | escapes | (bytes &+ ones) | bytes) & highs == 0
  }

  /// Returns where a text of some length is, whatever it is; nil where the line has no more so much.
  mutating func text(_ count: Int, of line: Span<UInt8>) -> Range<Int>? {
    guard line.count - position >= count else { return nil }
    defer { position += count }
    return position..<position + count
  }

  /// Returns a whole number, and where it is.
  mutating func number(of line: Span<UInt8>) -> (value: Int64, place: Range<Int>)? {
    let start = position
    var number: Int64 = 0
    while position < line.count, (0x30...0x39).contains(line[position]) {
      // Eighteen digits are never too large.
      guard position - start < 18 else { return nil }
      number = number * 10 + Int64(line[position] - 0x30)
      position += 1
    }
    let count = position - start
    return count == 0 || count > 1 && line[start] == 0x30 ? nil : (number, start..<position)
  }
}

extension Span<UInt8> {
  /// The bytes as an array.
  var array: [UInt8] { unsafe withUnsafeBufferPointer { unsafe Array($0) } }

  /// Tells whether they are some others.
  func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard count >= 8 else {
      for place in 0..<count where self[place] != other[place] { return false }
      return true
    }
    // Each line has many such words: eight bytes are compared at a time, of the last some once more.
    for place in stride(from: 0, to: count - 8, by: 8)
    where eight(at: place) != other.eight(at: place) {
      return false
    }
    return eight(at: count - 8) == other.eight(at: count - 8)
  }

  private func eight(at place: Int) -> UInt64 {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
  }

  /// Tells whether they are those of a text.
  func isText(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { unsafe isEqual(to: $0.span) }
  }

  /// Tells whether they begin with some others.
  func hasPrefix(_ other: Span<UInt8>) -> Bool {
    count >= other.count && extracting(first: other.count).isEqual(to: other)
  }
}

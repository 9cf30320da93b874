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
    while position < line.count {
      switch line[position] {
      case UInt8(ascii: "\""): return start..<position
      case UInt8(ascii: "\\"): return nil
      case 0x20...0x7E: position += 1
      default: return nil
      }
    }
    return nil
  }

  /// Returns where a text of some length is, whatever it is; nil where the line has no more so much.
  mutating func text(_ count: Int, of line: Span<UInt8>) -> Range<Int>? {
    guard line.count - position >= count else { return nil }
    defer { position += count }
    return position..<position + count
  }

  /// Returns a whole number.
  mutating func number(of line: Span<UInt8>) -> Int64? {
    let start = position
    var number: Int64 = 0
    while position < line.count, (0x30...0x39).contains(line[position]) {
      // Eighteen digits are never too large.
      guard position - start < 18 else { return nil }
      number = number * 10 + Int64(line[position] - 0x30)
      position += 1
    }
    let count = position - start
    return count == 0 || count > 1 && line[start] == 0x30 ? nil : number
  }
}

extension Span<UInt8> {
  /// The bytes as an array.
  var array: [UInt8] { unsafe withUnsafeBufferPointer { unsafe Array($0) } }

  /// The bytes as text.
  var string: String {
    unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Tells whether they are some others.
  func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for place in indices where self[place] != other[place] { return false }
    return true
  }

  /// Tells whether they begin with some others.
  func hasPrefix(_ other: Span<UInt8>) -> Bool {
    count >= other.count && extracting(first: other.count).isEqual(to: other)
  }
}

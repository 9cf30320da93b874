/// The members of an object of a manifest's line, as long as nothing in it needs to be decoded: texts
/// without escapes, whole numbers.
///
/// Nearly all lines are such; `CanonicalJSON` reads the others.
struct PlainObject {
  /// A value.
  enum Value {
    /// A text: where its bytes are.
    case text(Range<Int>)
    /// A number.
    case number(Int64)
  }

  /// What comes next.
  enum Step {
    /// A member: where its name is, and its value.
    case member(Range<Int>, Value)
    /// The end of the object and of the line.
    case end
    /// Something that is not plain, or not in the one form.
    case other
  }

  let bytes: ArraySlice<UInt8>
  private var position: Int
  private var last: Range<Int>?

  /// Begins at an object.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Returns what comes next.
  mutating func next() -> Step {
    if last == nil {
      guard take(UInt8(ascii: "{")) else { return .other }
      // An empty one has nothing that a line needs.
    } else if take(UInt8(ascii: "}")) {
      return position == bytes.endIndex ? .end : .other
    } else if !take(UInt8(ascii: ",")) {
      return .other
    }
    guard let name = text(), isNext(name), take(UInt8(ascii: ":")), let value = value() else {
      return .other
    }
    last = name
    return .member(name, value)
  }

  /// Tells whether some bytes of the line are a text.
  func has(_ text: [UInt8], at range: Range<Int>) -> Bool {
    guard range.count == text.count else { return false }
    var place = range.lowerBound
    for byte in text {
      if bytes[place] != byte { return false }
      place += 1
    }
    return true
  }

  /// Returns a text of the line.
  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.endIndex, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// Tells whether a name comes behind the last, in the order of their bytes.
  private func isNext(_ name: Range<Int>) -> Bool {
    guard let last else { return true }
    for (old, new) in zip(last, name) where bytes[old] != bytes[new] {
      return bytes[old] < bytes[new]
    }
    return last.count < name.count
  }

  private mutating func text() -> Range<Int>? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = position
    while position < bytes.endIndex {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return start..<(position - 1)
      case UInt8(ascii: "\\"): return nil
      case 0x20...0x7E: position += 1
      default: return nil
      }
    }
    return nil
  }

  private mutating func value() -> Value? {
    guard position < bytes.endIndex, (0x30...0x39).contains(bytes[position]) else {
      return text().map(Value.text)
    }
    let start = position
    var number: Int64 = 0
    while position < bytes.endIndex, (0x30...0x39).contains(bytes[position]) {
      // Eighteen digits are never too large.
      guard position - start < 18 else { return nil }
      number = number * 10 + Int64(bytes[position] - 0x30)
      position += 1
    }
    return position - start > 1 && bytes[start] == 0x30 ? nil : .number(number)
  }
}

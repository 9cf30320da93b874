/// A place in a run of bytes that only moves forward, for parsers that never look back.
struct ByteCursor {
  /// All bytes, including those that were read.
  let bytes: ArraySlice<UInt8>

  /// Where the next byte is read.
  var position: Int

  /// Starts before the first byte.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { position >= bytes.endIndex }

  /// The next byte, left where it is.
  var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  /// What is left to read.
  var rest: ArraySlice<UInt8> { bytes[position...] }

  /// Reads one byte if it is the given one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Reads one byte if it is one of a kind.
  mutating func take(where isWanted: (UInt8) -> Bool) -> Bool {
    guard let next, isWanted(next) else { return false }
    position += 1
    return true
  }

  /// Reads a word, given in lower case, whatever the case it is written in.
  mutating func take(word: String) -> Bool {
    var index = position
    for wanted in word.utf8 {
      guard index < bytes.endIndex, ASCII.lowercased(bytes[index]) == wanted else { return false }
      index += 1
    }
    position = index
    return true
  }

  /// Reads bytes as long as they are of a kind, possibly none.
  mutating func takeAll(where isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.endIndex, isWanted(bytes[position]) { position += 1 }
    return bytes[start..<position]
  }
}

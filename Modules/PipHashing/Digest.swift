/// The result of a hash function: some bytes, written as lower-case hexadecimal.
package struct Digest: Sendable, Hashable, CustomStringConvertible {
  /// The bytes, as many as the algorithm makes.
  package let bytes: [UInt8]

  /// Creates a digest from its bytes.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The bytes as lower-case hexadecimal, two digits each.
  package var hexadecimal: String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.count)
    appendHexadecimal(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Adds the digits of `hexadecimal` behind some bytes.
  package func appendHexadecimal(to text: inout [UInt8]) {
    for byte in bytes {
      text.append(Self.digit(byte >> 4))
      text.append(Self.digit(byte & 15))
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 + value - 10
  }

  /// The bytes in Base64 for URLs (RFC 4648 section 5) without padding, as RECORD has them.
  package var urlSafeBase64: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start...].prefix(3)
      let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for index in 0...group.count { text.append(alphabet[value >> (18 - 6 * index) & 63]) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  package var description: String { hexadecimal }
}

extension Digest {
  /// Creates a digest from hexadecimal digits in lower case, or returns nil where they are none.
  package init?(hexadecimal text: String) {
    self.init(hexadecimal: Array(text.utf8)[...])
  }

  /// Creates a digest from hexadecimal digits in lower case, or returns nil where they are none.
  package init?(hexadecimal digits: ArraySlice<UInt8>) {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    var place = digits.startIndex
    while place < digits.endIndex {
      guard let high = Self.value(ofDigit: digits[place]),
        let low = Self.value(ofDigit: digits[place + 1])
      else { return nil }
      bytes.append(high << 4 | low)
      place += 2
    }
    self.init(bytes: bytes)
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}

extension Digest {
  /// Creates a digest of 32 bytes from four words, the first byte in the highest eight bits of the first.
  package init(words: (UInt64, UInt64, UInt64, UInt64)) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for word in [words.0, words.1, words.2, words.3] {
      for place in (0..<8).reversed() {
        bytes.append(UInt8(truncatingIfNeeded: word >> (8 * place)))
      }
    }
    self.init(bytes: bytes)
  }

  /// The first 32 bytes as four words, in the same way; what is missing is zeros.
  package var words: (UInt64, UInt64, UInt64, UInt64) {
    (word(0), word(1), word(2), word(3))
  }

  private func word(_ number: Int) -> UInt64 {
    bytes.dropFirst(8 * number).prefix(8).enumerated().reduce(0) { word, byte in
      word | UInt64(byte.element) << UInt64(56 - 8 * byte.offset)
    }
  }
}

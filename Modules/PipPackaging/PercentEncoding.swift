/// Percent-encoding of addresses (RFC 3986, section 2.1), over bytes.
package enum PercentEncoding {
  /// Returns the bytes that an encoded text stands for; a stray `%` stands for itself.
  package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "%")) else { return Array(text) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = escapedByte(at: index, in: text)
      decoded.append(byte ?? text[index])
      index += byte == nil ? 1 : 3
    }
    return decoded
  }

  /// Returns a text in which every byte that may not stand there is encoded.
  ///
  /// What is encoded already stays as it is.
  package static func encode(
    _ text: ArraySlice<UInt8>,
    keeping isKept: (UInt8) -> Bool
  ) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.count)
    for index in text.indices {
      if isKept(text[index]) || escapedByte(at: index, in: text) != nil {
        encoded.append(text[index])
      } else {
        append(text[index], to: &encoded)
      }
    }
    return encoded
  }

  /// Returns a text in which every byte that may not stand there is encoded, a `%` as any other.
  package static func encode(
    all text: ArraySlice<UInt8>,
    keeping isKept: (UInt8) -> Bool
  ) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.count)
    for byte in text {
      if isKept(byte) { encoded.append(byte) } else { append(byte, to: &encoded) }
    }
    return encoded
  }

  /// Appends the escape of a byte.
  static func append(_ byte: UInt8, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "%"))
    for digit in [byte >> 4, byte & 0x0F] {
      text.append(digit < 10 ? 0x30 + digit : 0x41 + digit - 10)
    }
  }

  /// Returns the byte whose escape begins at an index, nil where none does.
  static func escapedByte(at index: Int, in text: ArraySlice<UInt8>) -> UInt8? {
    guard text[index] == UInt8(ascii: "%"), text.endIndex - index > 2,
      let high = ASCII.hexValue(text[index + 1]), let low = ASCII.hexValue(text[index + 2])
    else { return nil }
    return high << 4 | low
  }

  /// Whether a byte means the same encoded and bare (RFC 3986, section 2.3).
  package static func isUnreserved(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || ASCII.isSeparator(byte) || byte == UInt8(ascii: "~")
  }
}

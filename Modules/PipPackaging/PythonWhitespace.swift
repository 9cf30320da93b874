/// What Python's `\s` and `str.strip` take for whitespace, as UTF-8.
package enum PythonWhitespace {
  /// Returns the bytes without the whitespace at either end.
  package static func trimming(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while case let length = leadingLength(of: rest), length > 0 {
      rest = rest.dropFirst(length)
    }
    while case let length = trailingLength(of: rest), length > 0 {
      rest = rest.dropLast(length)
    }
    return rest
  }

  /// Returns how many bytes the whitespace character at the start takes, or 0 if there is none.
  static func leadingLength(of bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 0 }
    if first < 0x80 { return isSpace(first) ? 1 : 0 }
    let length = first < 0xE0 ? 2 : 3
    return bytes.count >= length && isWideSpace(bytes.prefix(length)) ? length : 0
  }

  /// Whether a text has whitespace anywhere.
  static func isPresent(in bytes: ArraySlice<UInt8>) -> Bool {
    bytes.indices.contains { leadingLength(of: bytes[$0...]) > 0 }
  }

  private static func trailingLength(of bytes: ArraySlice<UInt8>) -> Int {
    guard let last = bytes.last else { return 0 }
    if last < 0x80 { return isSpace(last) ? 1 : 0 }
    return (2...3).first { bytes.count >= $0 && isWideSpace(bytes.suffix($0)) } ?? 0
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09...0x0D, 0x1C...0x20: true
    default: false
    }
  }

  private static func isWideSpace(_ bytes: ArraySlice<UInt8>) -> Bool {
    let code = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    return switch code {
    case 0xC285, 0xC2A0, 0xE19A80, 0xE28080...0xE2808A: true
    case 0xE280A8, 0xE280A9, 0xE280AF, 0xE2819F, 0xE38080: true
    default: false
    }
  }
}

/// Text from the operating system that loses no byte, whatever its encoding.
///
/// Arguments, environment variables and paths are bytes to the system and may hold anything but
/// NUL. Swift strings hold Unicode only. A byte that is no part of valid UTF-8 is therefore kept as
/// one scalar of the last 128 code points of Unicode, a private use area: byte `b` becomes
/// `U+10FF00 + b`. A text that really holds such a scalar has each of its four bytes kept that way,
/// so that going there and back is exact for every input. Python's `surrogateescape` (PEP 383) does
/// the same with surrogates, which a Swift string cannot hold.
package enum SystemText {
  private static let escapeBase: UInt32 = 0x10_FF00

  /// Returns the string that stands for some bytes.
  package static func string(decoding bytes: [UInt8]) -> String {
    string(decoding: bytes[...])
  }

  /// Returns the string that stands for some bytes.
  package static func string(decoding bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    // Most names are ASCII.
    if bytes.allSatisfy({ $0 < 0x80 }) { return text }
    // Decoding repairs what is no UTF-8: where it changed nothing, there was nothing to repair.
    if text.utf8.elementsEqual(bytes), !text.unicodeScalars.contains(where: isEscape) {
      return text
    }
    var scalars = String.UnicodeScalarView()
    var rest = bytes
    while let first = rest.first {
      guard let (scalar, length) = leadingScalar(of: rest), !isEscape(scalar) else {
        scalars.append(escape(first))
        rest = rest.dropFirst()
        continue
      }
      scalars.append(scalar)
      rest = rest.dropFirst(length)
    }
    return String(scalars)
  }

  /// Returns the bytes that a string stands for.
  package static func bytes(of text: String) -> [UInt8] {
    guard text.unicodeScalars.contains(where: isEscape) else { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      if isEscape(scalar) {
        bytes.append(UInt8(scalar.value - escapeBase))
      } else {
        bytes.append(contentsOf: Array(String(scalar).utf8))
      }
    }
    return bytes
  }

  /// Returns a text to be read by people and parsers: each byte that was no text is `U+FFFD`.
  package static func readable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isEscape) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(isEscape(scalar) ? "\u{FFFD}" : scalar) }
    return String(scalars)
  }

  /// Tells whether a scalar stands for a byte that was no text.
  package static func isEscape(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= escapeBase + 0x80 && scalar.value <= escapeBase + 0xFF
  }

  /// Returns the byte that a scalar stands for, or nil where it is ordinary text.
  package static func byte(escapedBy scalar: Unicode.Scalar) -> UInt8? {
    isEscape(scalar) ? UInt8(scalar.value - escapeBase) : nil
  }

  private static func escape(_ byte: UInt8) -> Unicode.Scalar {
    // A byte is at most 0xFF, and U+10FFFF is the last scalar there is.
    Unicode.Scalar(escapeBase + UInt32(byte)) ?? "\u{FFFD}"
  }

  private static func leadingScalar(of bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
    guard let length = bytes.first.flatMap(length(ofScalarBeginningWith:)),
      length <= bytes.count,
      let text = String(validating: bytes.prefix(length), as: UTF8.self),
      let scalar = text.unicodeScalars.first
    else {
      return nil
    }
    return (scalar, length)
  }

  /// Returns how many bytes of UTF-8 a scalar has that begins with a byte (RFC 3629, section 4).
  private static func length(ofScalarBeginningWith first: UInt8) -> Int? {
    switch first {
    case 0x00...0x7F: 1
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }
}

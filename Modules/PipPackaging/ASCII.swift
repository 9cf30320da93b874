/// The ASCII characters that the packaging grammars are written in.
enum ASCII {
  static let bang = UInt8(ascii: "!")
  static let dash = UInt8(ascii: "-")
  static let dot = UInt8(ascii: ".")
  static let plus = UInt8(ascii: "+")
  static let slash = UInt8(ascii: "/")
  static let underscore = UInt8(ascii: "_")

  /// Whether a byte is a decimal digit.
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// Whether a byte is a letter.
  static func isLetter(_ byte: UInt8) -> Bool {
    lowercased(byte) >= 0x61 && lowercased(byte) <= 0x7A
  }

  /// Whether a byte is a letter or a decimal digit.
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  /// Whether a byte is one of `-`, `_` and `.`, which names and versions take for one another.
  static func isSeparator(_ byte: UInt8) -> Bool {
    byte == dash || byte == underscore || byte == dot
  }

  /// Whether a byte is whitespace in HTML and JSON.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C
  }

  /// Returns the value of a hexadecimal digit.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// Returns the lower-case form of a letter, and any other byte as it is.
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// Returns a text with its ASCII letters in lower case and all else as it is.
  static func lowercased(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.map { lowercased($0) }, as: UTF8.self)
  }
}

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
    for byte in bytes {
      text.append(Hexadecimal.digit(UInt64(byte >> 4)))
      text.append(Hexadecimal.digit(UInt64(byte)))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes in Base64 for URLs (RFC 4648 section 5) without padding, as RECORD has them.
  package var urlSafeBase64: String {
    let alphabet = Self.alphabet
    var text: [UInt8] = []
    // Installed files have tens of thousands: nothing is made on the way.
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(alphabet[Int(bits >> count & 63)])
      }
    }
    if count > 0 { text.append(alphabet[Int(bits << (6 - count) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
  )

  package var description: String { hexadecimal }
}

extension Digest {
  /// Creates a digest from hexadecimal digits in lower case, or returns nil where they are none.
  package init?(hexadecimal text: String) {
    let digits = text.utf8.map { Hexadecimal.value(ofDigit: $0) }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[place], let low = digits[place + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    self.init(bytes: bytes)
  }

  /// Creates a digest from Base64 for URLs (RFC 4648 section 5) without padding, or returns nil where that is
  /// none.
  package init?(urlSafeBase64 text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for sign in text.utf8 {
      let value: UInt32
      switch sign {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(sign) - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(sign) - 97 + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(sign) - 48 + 52
      case UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "_"): value = 63
      default: return nil
      }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    // What is left over is no part of a byte, and there is one way only to write it.
    guard count < 6, bits & (1 << UInt32(count) - 1) == 0 else { return nil }
    self.init(bytes: bytes)
  }
}

internal import PipSystem

/// Percent-encoding of addresses (RFC 3986, section 2.1), over bytes.
enum PercentEncoding {
  private static let unreserved = Set("-._~".utf8)
  private static let allowedInPath = Set("!$&'()*+,;=:@/".utf8)
  private static let allowedInQuery = Set("!$&'()*+,;=:@/?".utf8)

  /// Returns a path in which every byte that may not stand there is encoded.
  ///
  /// What is encoded already stays as it is.
  static func path(_ bytes: some Sequence<UInt8>) -> String {
    encode(Array(bytes), allowed: allowedInPath)
  }

  /// Returns a query in which every byte that may not stand there is encoded.
  static func query(_ bytes: some Sequence<UInt8>) -> String {
    encode(Array(bytes), allowed: allowedInQuery)
  }

  /// Returns the bytes that an encoded text stands for; a stray `%` stands for itself.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8] {
    let bytes = Array(text)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let byte = escape(at: index, in: bytes) {
        decoded.append(byte)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return decoded
  }

  private static func encode(_ bytes: [UInt8], allowed: Set<UInt8>) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      let isKept =
        isAlphanumeric(byte) || unreserved.contains(byte) || allowed.contains(byte)
        || (byte == UInt8(ascii: "%") && escape(at: index, in: bytes) != nil)
      if isKept {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func escape(at index: Int, in bytes: [UInt8]) -> UInt8? {
    guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
      let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
    else { return nil }
    return high << 4 | low
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

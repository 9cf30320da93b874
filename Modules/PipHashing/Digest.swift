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
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
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
    let digits = text.utf8.map { byte -> UInt8? in
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x61...0x66: byte - 0x61 + 10
      default: nil
      }
    }
    guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 != nil }) else { return nil }
    let values = digits.compactMap(\.self)
    self.init(
      bytes: stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    )
  }
}

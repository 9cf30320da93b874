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

  package var description: String { hexadecimal }
}

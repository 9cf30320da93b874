internal import PipSystem

/// Texts from outside as they are shown.
enum ShownText {
  /// Returns a text in which nothing drives a terminal.
  static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds a text to what is written to a stream.
  ///
  /// Bytes that are no UTF-8 stay as they came; control characters, and those that turn the direction of writing,
  /// are written as escapes, so that no text from outside can drive the terminal or show itself in another order.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    // Most texts are as plain as can be.
    let start = bytes.count
    bytes += text.utf8
    guard !bytes[start...].allSatisfy({ (0x20..<0x7F).contains($0) }) else { return }
    bytes.removeLast(bytes.count - start)
    for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if let byte = SystemText.byte(escapedBy: scalar) {
      // A lone C1 byte drives some terminals as a C1 character does.
      bytes += (0x80..<0xA0).contains(byte) ? Array("\\x\(String(byte, radix: 16))".utf8) : [byte]
      return
    }
    switch scalar.value {
    case 0x09: bytes.append(0x09)
    case ..<0x20, 0x7F..<0xA0:
      let digits = String(scalar.value, radix: 16)
      bytes += Array("\\x\(digits.count < 2 ? "0" : "")\(digits)".utf8)
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069:
      bytes += Array("\\u{\(String(scalar.value, radix: 16))}".utf8)
    default: bytes += Array(String(scalar).utf8)
    }
  }
}

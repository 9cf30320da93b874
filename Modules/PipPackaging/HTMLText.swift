/// The text of an attribute, with its entities decoded.
enum HTMLText {
  /// Decodes what `html.escape` and its kin encode; what is unknown stays as it is.
  ///
  /// Bytes that are no UTF-8 become U+FFFD.
  static func decoding(_ value: ArraySlice<UInt8>) -> String {
    guard value.contains(ampersand) else { return String(decoding: value, as: UTF8.self) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(value.count)
    var cursor = ByteCursor(value)
    while let byte = cursor.next {
      if byte == ampersand, let scalar = reference(&cursor) {
        decoded += String(Character(scalar)).utf8
      } else {
        decoded.append(byte)
        cursor.position += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  // Nil leaves the cursor where it was.
  private static func reference(_ cursor: inout ByteCursor) -> Unicode.Scalar? {
    let start = cursor.position
    cursor.position += 1
    if let scalar = cursor.take(UInt8(ascii: "#")) ? numeric(&cursor) : named(&cursor) {
      return scalar
    }
    cursor.position = start
    return nil
  }

  private static func numeric(_ cursor: inout ByteCursor) -> Unicode.Scalar? {
    let isHex = cursor.take(word: "x")
    let digits = cursor.takeAll { isHex ? ASCII.hexValue($0) != nil : ASCII.isDigit($0) }
    guard !digits.isEmpty else { return nil }
    _ = cursor.take(semicolon)
    var code: UInt32 = 0
    for digit in digits {
      // Beyond Unicode it stays there, however many digits follow.
      code = min(code * (isHex ? 16 : 10) + UInt32(ASCII.hexValue(digit) ?? 0), 0x11_0000)
    }
    return code == 0 ? "\u{FFFD}" : Unicode.Scalar(code) ?? "\u{FFFD}"
  }

  private static func named(_ cursor: inout ByteCursor) -> Unicode.Scalar? {
    let name = cursor.rest.prefix(longestName).prefix { ASCII.isAlphanumeric($0) }
    guard let scalar = names[String(decoding: name, as: UTF8.self)] else { return nil }
    cursor.position += name.count
    if cursor.take(semicolon) { return scalar }
    // Without its semicolon a name ends only where no address goes on, as in `?a=1&lt=2`.
    let isOver = cursor.next.map { !ASCII.isAlphanumeric($0) && $0 != UInt8(ascii: "=") } ?? true
    return isOver && name.count < 5 ? scalar : nil
  }

  private static let ampersand = UInt8(ascii: "&")
  private static let semicolon = UInt8(ascii: ";")
  private static let longestName = 8

  // What stands in version specifiers and addresses.
  private static let names: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    "AMP": "&", "LT": "<", "GT": ">", "QUOT": "\"", "excl": "!", "equals": "=", "comma": ",",
    "period": ".", "ast": "*", "plus": "+", "num": "#", "sol": "/", "colon": ":", "semi": ";",
    "lowbar": "_", "percnt": "%", "commat": "@", "quest": "?",
  ]
}

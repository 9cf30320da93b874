import FoundationEssentials

/// JSON as Python's `json` reads it, where Foundation reads another thing: that looks only at what
/// it is asked for and passes over what is malformed elsewhere, takes the first member of a name
/// where Python takes the last, and refuses `NaN` and what is nested a few hundred times.
package enum PythonJSON {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Reads a file as `json.load` does where it was opened as UTF-8; nil for what that refuses.
  package static func decode<Content: Decodable>(
    _ type: Content.Type,
    from bytes: [UInt8]
  ) -> Content? {
    guard let plain = plain(bytes) else { return nil }
    return try? JSONDecoder().decode(type, from: Data(plain))
  }

  /// Reads bytes in UTF-8 as `json.loads` does, which passes over a mark at their start.
  static func decode<Content: Decodable>(
    _ type: Content.Type,
    fromBytes bytes: [UInt8]
  ) -> Content? {
    let isMarked = bytes.starts(with: byteOrderMark)
    return decode(type, from: isMarked ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes)
  }

  /// Returns a text as `json.dumps` writes it: in quotes, in ASCII.
  static func text(_ text: String) -> String {
    var written = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: written += "\\\""
      case 0x5C: written += "\\\\"
      case 0x0A: written += "\\n"
      case 0x0D: written += "\\r"
      case 0x09: written += "\\t"
      case 0x08: written += "\\b"
      case 0x0C: written += "\\f"
      case 0x20...0x7E: written.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        written += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return written + "\""
  }

  /// Tells whether `json.loads` makes an object of bytes.
  ///
  /// Of those in UTF-16 and UTF-32, which it takes as well, nothing is known here, and it is believed.
  package static func isObject(_ bytes: [UInt8]) -> Bool {
    guard !bytes.prefix(4).contains(0) else { return true }
    let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes[...]
    guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return false }
    var reading = JSONReading(Array(text))
    return reading.run() && String(validating: text, as: UTF8.self) != nil
  }

  /// Returns JSON that means to Foundation what the bytes mean to Python; nil for what that
  /// refuses.
  ///
  /// Members that stand again behind are blank, as is what is nested deeper than anybody asks for;
  /// what is no number is zero.
  static func plain(_ bytes: [UInt8]) -> [UInt8]? {
    var reading = JSONReading(bytes)
    guard reading.run(), String(validating: bytes, as: UTF8.self) != nil else { return nil }
    guard !reading.notNumbers.isEmpty || !reading.surplus.isEmpty else { return bytes }
    var result = bytes
    for range in reading.notNumbers {
      result.replaceSubrange(range, with: repeatElement(0x20, count: range.count))
      result[range.lowerBound] = UInt8(ascii: "0")
    }
    var end = 0
    // What is blank is in parts within what else is blank, and is to be passed but once.
    for range in reading.surplus.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      for index in max(end, range.lowerBound)..<max(end, range.upperBound) { result[index] = 0x20 }
      end = max(end, range.upperBound)
    }
    return result
  }
}

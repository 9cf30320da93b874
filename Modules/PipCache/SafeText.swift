/// Texts from files of the cache that are shown to people and kept in one line.
enum SafeText {
  /// Returns a text if it is one short line without control characters, those of ISO 6429 included.
  static func line(_ text: String) -> String? {
    guard !text.isEmpty, text.utf8.count <= 1024,
      text.unicodeScalars.allSatisfy(isShown)
    else { return nil }
    return text
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFFFD: false
    default: true
    }
  }
}

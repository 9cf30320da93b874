/// Texts from files of the cache that are shown to people and kept in one line.
enum SafeText {
  /// Returns a text if it is one short line without control characters.
  static func line(_ text: String) -> String? {
    guard !text.isEmpty, text.utf8.count <= 1024,
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0 != "\u{FFFD}" })
    else { return nil }
    return text
  }
}

/// Texts as literal words of shell scripts, whatever is in them.
///
/// Scalars are looked at, never characters: an apostrophe with an accent on it is one character, no
/// apostrophe, but a shell sees one.
enum ShellText {
  /// Returns a text as one word of bash or zsh.
  static func posix(_ text: String) -> String {
    quoted(text) { $0 == "'" ? #"'\''"# : nil }
  }

  /// Returns a text as one word of fish.
  static func fish(_ text: String) -> String {
    quoted(text) { $0 == "'" || $0 == #"\"# ? #"\\#($0)"# : nil }
  }

  /// Returns a text in apostrophes, with some scalars replaced; a plain text as it is.
  private static func quoted(
    _ text: String,
    replacing replacement: (Unicode.Scalar) -> String?
  ) -> String {
    guard !isPlain(text) else { return text }
    return text.unicodeScalars.reduce(into: "'") { word, scalar in
      word += replacement(scalar) ?? String(scalar)
    } + "'"
  }

  /// Tells whether no shell sees more in a text than the text.
  private static func isPlain(_ text: String) -> Bool {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-"
    return !text.isEmpty && text.utf8.allSatisfy { plain.utf8.contains($0) }
  }
}

/// A text as one word of a POSIX shell, in quotes where it needs them.
///
/// ```swift
/// let word = ShellWord("my wheels/demo.whl")
/// page.line("swiftpip install \(word)")  // swiftpip install 'my wheels/demo.whl'
/// let isQuoted = word.description != word.text
/// ```
public struct ShellWord: Sendable, Hashable, CustomStringConvertible {
  /// The text itself.
  public var text: String

  /// Creates a word.
  public init(_ text: String) {
    self.text = text
  }

  /// The text as it is typed.
  public var description: String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@%:,="
    guard text.isEmpty || !text.utf8.allSatisfy({ plain.utf8.contains($0) }) else { return text }
    // By scalars: an apostrophe with an accent on it is another character, and the same byte to a shell.
    let pieces = text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
    return "'\(pieces.map { String($0) }.joined(separator: "'\\''"))'"
  }
}

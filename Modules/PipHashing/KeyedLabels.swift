/// Stands for texts by labels that nobody can guess the texts from, and that are the same for the same text.
///
/// HMAC (RFC 2104) with SHA-256 and a key that is made anew each time and kept nowhere: to hash every
/// likely text and compare leads nowhere.
package struct KeyedLabels: Sendable {
  private let codes: MessageCode

  /// Creates labels with a new key of 256 bits.
  package init() {
    var random = SystemRandomNumberGenerator()
    codes = MessageCode(key: (0..<32).map { _ in random.next() })
  }

  /// Returns the label of a text: 32 hexadecimal digits in lower case.
  package func label(of text: String) -> String {
    Digest(bytes: Array(codes.code(of: Array(text.utf8)).bytes.prefix(16))).hexadecimal
  }
}

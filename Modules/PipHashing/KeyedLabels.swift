internal import Crypto

/// Stands for texts by labels that nobody can guess the texts from, and that are the same for the same text.
///
/// HMAC (RFC 2104) with SHA-256 and a key that is made anew each time and kept nowhere: to hash every
/// likely text and compare leads nowhere.
package struct KeyedLabels: Sendable {
  private let key = SymmetricKey(size: .bits256)

  /// Creates labels with a new key.
  package init() {}

  /// Returns the label of a text: 32 hexadecimal digits in lower case.
  package func label(of text: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    return Digest(bytes: Array(code.prefix(16))).hexadecimal
  }
}

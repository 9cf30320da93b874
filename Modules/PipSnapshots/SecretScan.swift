/// Looks through text that is about to be given away for what looks like a secret.
///
/// It is the second line: what is known to hold secrets is left out before. The forms are those in which
/// services hand out their tokens, addresses with a password, and private keys.
package enum SecretScan {
  /// A form that secrets have: how it begins, and how much of which signs follows.
  private struct Form {
    let name: String
    let starts: [String]
    let count: Int
    let isSign: @Sendable (UInt8) -> Bool

    init(
      _ name: String,
      _ starts: [String],
      _ count: Int,
      _ isSign: @escaping @Sendable (UInt8) -> Bool
    ) {
      (self.name, self.starts, self.count, self.isSign) = (name, starts, count, isSign)
    }
  }

  private static let forms: [Form] = [
    Form("a token of PyPI", ["pypi-AgE"], 50, isWord),
    Form("a token of GitHub", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], 36, isAlphanumeric),
    Form("a token of GitHub", ["github_pat_"], 82, isWord),
    Form("a token of GitLab", ["glpat-"], 20, isWord),
    Form("a key of AWS", ["AKIA", "ASIA", "ABIA", "ACCA"], 16, isBase32),
    Form("a key of Artifactory", ["AKCp"], 69, isAlphanumeric),
    Form("a token of Hugging Face", ["hf_"], 34, isAlphanumeric),
    Form("a JSON Web Token", ["eyJ"], 17, isWord),
    Form("a credential", ["Basic ", "Bearer "], 8, isBase64),
    Form("a signed address", ["X-Amz-Signature=", "X-Goog-Signature="], 16, isAlphanumeric),
    Form("a private key", ["PRIVATE KEY-----"], 0, isWord),
  ]

  /// Returns what some text seems to have in it; nil where that is nothing.
  package static func finding(in text: [UInt8]) -> String? {
    for index in text.indices {
      // All forms begin with one of few signs.
      switch text[index] {
      case UInt8(ascii: ":"):
        if isPassword(in: text[index...]) { return "an address with a password" }
      case UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "P"), UInt8(ascii: "X"),
        UInt8(ascii: "e"), UInt8(ascii: "g"), UInt8(ascii: "h"), UInt8(ascii: "p"):
        if let form = forms.first(where: { matches($0, text[index...]) }) { return form.name }
      default: continue
      }
    }
    return nil
  }

  private static func matches(_ form: Form, _ text: ArraySlice<UInt8>) -> Bool {
    form.starts.contains { start in
      guard text.starts(with: start.utf8) else { return false }
      let rest = text.dropFirst(start.utf8.count).prefix(form.count)
      return rest.count == form.count && rest.allSatisfy(form.isSign)
    }
  }

  /// Tells whether an address with a name and a password before its host goes on here: `://a:b@c`.
  private static func isPassword(in text: ArraySlice<UInt8>) -> Bool {
    guard text.starts(with: "://".utf8) else { return false }
    let authority = text.dropFirst(3).prefix(while: isAuthority).prefix(256)
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
      let colon = authority.firstIndex(of: UInt8(ascii: ":")), colon < at - 1
    else { return false }
    // What is masked, or stands for a variable, is none.
    let password = authority[(colon + 1)..<at]
    return !password.allSatisfy { $0 == UInt8(ascii: "*") } && password.first != UInt8(ascii: "$")
  }

  private static func isAuthority(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte) && !"/?#\"'<>\\".utf8.contains(byte)
  }

  @Sendable private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  @Sendable private static func isWord(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  @Sendable private static func isBase32(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x32...0x37).contains(byte)
  }

  @Sendable private static func isBase64(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: "=")
  }
}

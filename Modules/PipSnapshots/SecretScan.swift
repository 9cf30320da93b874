/// Looks through text that is about to be given away for what looks like a secret.
///
/// It is the second line: what is known to hold secrets is left out before. The forms are those in which
/// services hand out their tokens, addresses with a password, and private keys.
package enum SecretScan {
  /// What kind of text it is.
  package enum Text: Sendable {
    /// Headers and pages: what looks like a secret there is meant as one.
    case data
    /// What people write about a project: addresses with a password and keys are examples there.
    case prose
  }

  /// A form that secrets have: how it begins, and what follows.
  private struct Form: Sendable {
    let name: String
    let starts: [String]
    /// Whether people write it as an example.
    var isQuoted = false
    let isMet: @Sendable (ArraySlice<UInt8>) -> Bool

    /// So much of some signs follows.
    init(
      _ name: String,
      _ starts: [String],
      _ count: Int,
      _ isSign: @escaping @Sendable (UInt8) -> Bool
    ) {
      (self.name, self.starts) = (name, starts)
      isMet = { rest in
        let rest = rest.prefix(count)
        return rest.count == count && rest.allSatisfy(isSign)
      }
    }

    /// What follows is as somebody says; people write such things as examples.
    init(
      quoted name: String,
      _ starts: [String],
      _ isMet: @escaping @Sendable (ArraySlice<UInt8>) -> Bool
    ) {
      (self.name, self.starts, self.isQuoted, self.isMet) = (name, starts, true, isMet)
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
    Form("a signed address", ["X-Amz-Signature=", "X-Goog-Signature="], 16, isAlphanumeric),
    Form(quoted: "a password", ["Basic "], isBasicCredential),
    Form(quoted: "a bearer token", ["Bearer "], isBearerToken),
    Form(quoted: "an address with a password", ["://"], isPassword),
    Form(quoted: "a private key", ["PRIVATE KEY-----"]) { _ in true },
  ]

  /// How forms begin, by the first byte.
  private static let starts: [[(bytes: [UInt8], form: Form)]] = {
    var starts = [[(bytes: [UInt8], form: Form)]](repeating: [], count: 256)
    for form in forms {
      for start in form.starts {
        let bytes = Array(start.utf8)
        starts[Int(bytes[0])].append((bytes, form))
      }
    }
    return starts
  }()

  /// Returns what some text seems to have in it; nil where that is nothing.
  package static func finding(in text: [UInt8], _ kind: Text = .data) -> String? {
    let starts = starts
    for index in text.indices {
      let candidates = starts[Int(text[index])]
      guard !candidates.isEmpty, index + 1 < text.endIndex else { continue }
      let next = text[index + 1]
      for (bytes, form) in candidates where bytes[1] == next {
        let rest = text[index...]
        guard kind == .data || !form.isQuoted, rest.starts(with: bytes),
          form.isMet(rest.dropFirst(bytes.count))
        else { continue }
        return form.name
      }
    }
    return nil
  }

  /// Tells whether a name and a password follow, as RFC 7617 has them, and no word.
  @Sendable private static func isBasicCredential(_ text: ArraySlice<UInt8>) -> Bool {
    let token = text.prefix(1024).prefix(while: isBase64)
    // Three bytes of four signs; a colon is among them where a name ends.
    guard token.count >= 4 else { return false }
    var (bits, count, isPair) = (UInt32(0), 0, false)
    for sign in token {
      guard let value = base64Value(sign) else { break }
      (bits, count) = (bits << 6 | value, count + 6)
      guard count >= 8 else { continue }
      count -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt32(count))
      if byte == UInt8(ascii: ":") { isPair = true }
      // A name and a password are text.
      if byte < 0x20 || byte == 0x7F { return false }
    }
    return isPair
  }

  private static func base64Value(_ sign: UInt8) -> UInt32? {
    switch sign {
    case 0x41...0x5A: UInt32(sign - 0x41)
    case 0x61...0x7A: UInt32(sign - 0x61 + 26)
    case 0x30...0x39: UInt32(sign - 0x30 + 52)
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }

  /// Tells whether a token follows (RFC 6750), and no word: words have no digits.
  @Sendable private static func isBearerToken(_ text: ArraySlice<UInt8>) -> Bool {
    let token = text.prefix(64).prefix { isBase64($0) || $0 == UInt8(ascii: ".") }
    return token.count >= 16 && token.contains { (0x30...0x39).contains($0) }
  }

  /// Tells whether a name and a password before a host follow: `a:b@c`.
  @Sendable private static func isPassword(in text: ArraySlice<UInt8>) -> Bool {
    let authority = text.prefix(256).prefix(while: isAuthority)
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

/// Looks through text that is about to be given away for what looks like a secret.
///
/// It is the second line: what is known to hold secrets is left out before. The forms are those in which
/// services hand out their tokens, addresses with a password, and private keys. What is an example by its
/// words is none.
package enum SecretScan {
  /// What kind of text it is.
  package enum Text: Sendable {
    /// Headers and pages: what looks like a secret there is meant as one.
    case data
    /// What people write about a project: some of it is an example.
    case prose
  }

  /// A form that secrets have: how it begins, and what follows.
  private struct Form: Sendable {
    let name: String
    let starts: [String]
    let isMet: @Sendable (ArraySlice<UInt8>, Text) -> Bool

    /// So much of some signs follows.
    init(
      _ name: String,
      _ starts: [String],
      _ count: Int,
      _ isSign: @escaping @Sendable (UInt8) -> Bool
    ) {
      self.init(name, starts) { rest, _ in
        let rest = rest.prefix(count)
        // Services end keys so that are not theirs.
        return rest.count == count && rest.allSatisfy(isSign)
          && !rest.suffix(7).elementsEqual("EXAMPLE".utf8)
      }
    }

    /// What follows is as somebody says.
    init(
      _ name: String,
      _ starts: [String],
      _ isMet: @escaping @Sendable (ArraySlice<UInt8>, Text) -> Bool
    ) {
      (self.name, self.starts, self.isMet) = (name, starts, isMet)
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
    Form("a signed address", ["X-Amz-Signature=", "X-Goog-Signature="], 16, isAlphanumeric),
    Form(
      "a signed address",
      ["X-Amz-Security-Token=", "?sig=", "&sig=", ";sig="],
      40,
      isQueryValue
    ),
    Form("a JSON Web Token", ["eyJ"], isWebToken),
    Form("a password", ["Basic ", "basic ", "BASIC "], isBasicCredential),
    Form("a bearer token", ["Bearer ", "bearer ", "BEARER "], isBearerToken),
    Form("an address with a password", ["://"], isPassword),
    Form("a private key", ["PRIVATE KEY-----"], isPrivateKey),
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
        guard rest.starts(with: bytes), form.isMet(rest.dropFirst(bytes.count), kind) else {
          continue
        }
        return form.name
      }
    }
    return nil
  }

  /// Tells whether a head of JSON, a content of JSON and a signature follow (RFC 7519).
  @Sendable private static func isWebToken(_ text: ArraySlice<UInt8>, _ kind: Text) -> Bool {
    let head = text.prefix(4096).prefix(while: isWord)
    let rest = text.dropFirst(head.count)
    return head.count >= 10 && rest.starts(with: ".eyJ".utf8)
      && rest.dropFirst(4).prefix(4096).drop(while: isWord).first == UInt8(ascii: ".")
  }

  /// Tells whether a name and a password follow, as RFC 7617 has them, and no word.
  @Sendable private static func isBasicCredential(
    _ text: ArraySlice<UInt8>,
    _ kind: Text
  ) -> Bool {
    let token = text.prefix(1024).prefix(while: isBase64)
    // Three bytes of four signs; a colon is among them where a name ends.
    guard token.count >= 4 else { return false }
    var (bits, count) = (UInt32(0), 0)
    var pair: [UInt8] = []
    for sign in token {
      guard let value = base64Value(sign) else { break }
      (bits, count) = (bits << 6 | value, count + 6)
      guard count >= 8 else { continue }
      count -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt32(count))
      // A name and a password are text.
      if byte < 0x20 || byte == 0x7F { return false }
      pair.append(byte)
    }
    guard let colon = pair.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return kind == .data || !isExample(pair[(colon + 1)...])
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
  @Sendable private static func isBearerToken(_ text: ArraySlice<UInt8>, _ kind: Text) -> Bool {
    let token = text.prefix(64).prefix { isBase64($0) || $0 == UInt8(ascii: ".") }
    return token.count >= (kind == .data ? 16 : 32)
      && token.contains { (0x30...0x39).contains($0) }
  }

  /// Tells whether a name and a password before a host follow: `a:b@c`.
  @Sendable private static func isPassword(in text: ArraySlice<UInt8>, _ kind: Text) -> Bool {
    let authority = text.prefix(1024).prefix(while: isAuthority)
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
      let colon = authority.firstIndex(of: UInt8(ascii: ":")), colon < at - 1
    else { return false }
    // What is masked, or stands for a variable, is none.
    let password = authority[(colon + 1)..<at]
    guard !password.allSatisfy({ $0 == UInt8(ascii: "*") }), password.first != UInt8(ascii: "$")
    else { return false }
    let host = authority[(at + 1)...].prefix { $0 != UInt8(ascii: ":") }
    return kind == .data || !isExample(password) && !isExampleHost(host)
  }

  /// Tells whether a key follows, and not only its title.
  @Sendable private static func isPrivateKey(_ text: ArraySlice<UInt8>, _ kind: Text) -> Bool {
    guard kind == .prose else { return true }
    // Line feeds may be written as in C.
    let signs = text.prefix(120).filter { $0 > 0x20 && $0 != 0x5C && $0 != UInt8(ascii: "n") }
    return signs.prefix(while: isBase64).count >= 40
  }

  /// Words that stand for a password where somebody explains something.
  private static let exampleWords: Set<String> = [
    "bar", "changeme", "example", "foo", "key", "mypass", "mypassword", "mysecret", "pass",
    "passwd", "password", "passwort", "pw", "pwd", "secret", "test", "token", "userpass",
    "xxx", "xxxx", "xxxxx", "your_password", "your-password", "yourpassword",
  ]

  private static func isExample(_ password: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: password, as: UTF8.self).lowercased()
    return exampleWords.contains(text) || text.first.map { "<{[%*.".contains($0) } ?? true
  }

  /// Tells whether a host is nobody's (RFC 2606, RFC 6761).
  private static func isExampleHost(_ host: ArraySlice<UInt8>) -> Bool {
    let names = String(decoding: host, as: UTF8.self).lowercased().split(separator: ".")
    return names.last.map { ["example", "invalid", "localhost", "test"].contains($0) } ?? true
      || names.dropLast().last == "example" || names == ["127", "0", "0", "1"] || names == ["host"]
  }

  private static func isAuthority(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x7F && !"/?#\"<>\\".utf8.contains(byte)
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

  @Sendable private static func isQueryValue(_ byte: UInt8) -> Bool {
    isBase64(byte) || byte == UInt8(ascii: "%")
  }

  @Sendable private static func isBase64(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: "=")
  }
}

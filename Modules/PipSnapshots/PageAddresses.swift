/// Looks for addresses in a page that hold more than a place: user names, what follows a `?`, parameters, in
/// which tokens are, and places of a machine.
///
/// Nobody knows where in a page its reader sees an address, so all of its text counts, whatever stands around.
enum PageAddresses {
  /// Tells whether there is one, as it is written or in what it means to some reader (`PageText`).
  static func holdMore(in text: [UInt8]) -> Bool {
    // Up to here no user stands before a host: so nothing is read twice.
    var hasNoUser = text.startIndex
    for index in text.indices {
      let rest = text[(index + 1)...]
      let isFound =
        switch text[index] {
        case UInt8(ascii: "?"): isQuery(rest, after: text[..<index])
        case UInt8(ascii: "/"), UInt8(ascii: "\\"):
          index >= hasNoUser && isSlash(rest.first)
            && isAuthorityWithUser(rest, orNoneUpTo: &hasNoUser)
        case UInt8(ascii: ";"): isParameter(rest, after: text[..<index])
        case UInt8(ascii: "#"): isOtherFragment(rest, after: text[..<index])
        case UInt8(ascii: ":"): isScheme(text[..<index], of: rest, orNoUserUpTo: &hasNoUser)
        default: false
        }
      if isFound { return true }
    }
    return false
  }

  /// Tells whether what follows a `?` is the question of an address: a question of people ends with it.
  private static func isQuery(_ rest: ArraySlice<UInt8>, after before: ArraySlice<UInt8>) -> Bool {
    // `<?xml` begins no address.
    guard let next = rest.first, next > 0x20, before.last != UInt8(ascii: "<"),
      !"\"<>?#".utf8.contains(next), !isOrderOfListing(rest)
    else { return false }
    guard "'\\),!".utf8.contains(next) else { return true }
    // So sentences go on, too; but no sentence has a name and a value.
    return rest.prefix { $0 > 0x20 && !"\"<>?".utf8.contains($0) }.contains(UInt8(ascii: "="))
  }

  /// Tells whether a question follows that asks the lister of a folder for another order, as Apache and nginx
  /// write it at the head of each column: `C=N;O=D`.
  private static func isOrderOfListing(_ rest: ArraySlice<UInt8>) -> Bool {
    var rest = rest
    guard take("C=", from: &rest), takeOne(of: "NMSD", from: &rest) else { return false }
    guard take(";", from: &rest) || take("&amp;", from: &rest) || take("&", from: &rest),
      take("O=", from: &rest), takeOne(of: "AD", from: &rest)
    else { return false }
    return rest.first.map { "\"'>".utf8.contains($0) } ?? false
  }

  private static func take(_ word: String, from rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }

  private static func takeOne(of signs: String, from rest: inout ArraySlice<UInt8>) -> Bool {
    guard let first = rest.first, signs.utf8.contains(first) else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Tells whether a host follows with a user before it: `//a@b`; one address may hold another.
  private static func isAuthorityWithUser(
    _ rest: ArraySlice<UInt8>,
    orNoneUpTo end: inout Int
  ) -> Bool {
    let user = rest.drop(while: isSlash).prefix {
      $0 >= 0x20 && !"@/?#\"<>".utf8.contains($0)
    }
    end = user.endIndex
    return end < rest.endIndex && rest[end] == UInt8(ascii: "@")
  }

  /// What parameters of types (RFC 9110) and of the size of a page are called.
  private static let parameters: Set<String> = ["charset", "initial-scale"]

  /// Tells whether a parameter follows a semicolon: `;name=value`.
  private static func isParameter(
    _ rest: ArraySlice<UInt8>,
    after before: ArraySlice<UInt8>
  ) -> Bool {
    let name = rest.prefix(while: isWord)
    guard !name.isEmpty, rest.dropFirst(name.count).first == UInt8(ascii: "="),
      !parameters.contains(String(decoding: name, as: UTF8.self)),
      !isOrderOfListing(before.suffix(3) + [UInt8(ascii: ";")] + rest.prefix(4))
    else { return false }
    // The semicolon may be the end of a reference of HTML, which is decoded for another look.
    let reference = before.suffix(12).reversed().prefix { isWord($0) || $0 == UInt8(ascii: "#") }
    return before.dropLast(reference.count).last != UInt8(ascii: "&") || reference.isEmpty
  }

  /// What fragments of addresses of packages are called: digests and what pip itself reads there.
  private static let fragments: Set<String> = [
    "blake2b", "blake2s", "egg", "md5", "sha1", "sha224", "sha256", "sha384", "sha3_224",
    "sha3_256",
    "sha3_384", "sha3_512", "sha512", "subdirectory",
  ]

  /// Tells whether a fragment follows that says something else.
  private static func isOtherFragment(
    _ rest: ArraySlice<UInt8>,
    after before: ArraySlice<UInt8>
  ) -> Bool {
    // Or a number of a reference of HTML does.
    guard before.last != UInt8(ascii: "&") else { return false }
    let fragment = rest.prefix { $0 > 0x20 && !"\"'<>#".utf8.contains($0) }
    return fragment.split(separator: UInt8(ascii: "&")).contains { field in
      guard let end = field.firstIndex(of: UInt8(ascii: "=")) else { return false }
      var name = String(decoding: field[..<end], as: UTF8.self)
      // Written as it stands in HTML.
      if name.hasPrefix("amp;") { name.removeFirst(4) }
      return !fragments.contains(name)
    }
  }

  /// Tells whether the scheme of places on a machine stands before a colon, or one of servers before a user:
  /// browsers read those with as many slashes behind them as there are.
  private static func isScheme(
    _ before: ArraySlice<UInt8>,
    of rest: ArraySlice<UInt8>,
    orNoUserUpTo end: inout Int
  ) -> Bool {
    guard let next = rest.first, next > 0x20, !"\"'<>".utf8.contains(next) else { return false }
    let scheme = Array(before.suffix(6).reversed().prefix(while: isWord).reversed())
    switch String(decoding: scheme, as: UTF8.self).lowercased() {
    case "file": return true
    case "http", "https", "ftp":
      return rest.startIndex >= end && isAuthorityWithUser(rest, orNoneUpTo: &end)
    default: return false
    }
  }

  private static func isSlash(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }
}

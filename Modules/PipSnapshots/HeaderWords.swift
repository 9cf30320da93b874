/// What headers that may stay say, as far as it is made of the words that such headers have: a server may
/// write anything there.
enum HeaderWords {
  /// Cleans the value of a header.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - name: the name of the header, in lower case.
  /// - Returns: the value without what is not known to be harmless, as it is where all of it may stay; nil where
  ///   nothing is left, or the header may not stay.
  static func cleaned(_ value: String, of name: String) -> String? {
    guard value.utf8.count <= limit, let form = forms[name] else { return nil }
    return form(value)
  }

  /// No value that stays has more bytes.
  static let limit = 512

  /// Tells whether a header may stay, whatever its value is.
  static func mayStay(_ name: String) -> Bool { forms[name] != nil }

  /// Headers that say what a response is and for how long, and not for whom or by whom.
  private static let forms: [String: @Sendable (String) -> String?] = [
    "accept-ranges": list(of: ["bytes", "none"]),
    "age": whole(isNumber),
    "cache-control": { list($0, isDirective) },
    "content-encoding": list(of: codings),
    "content-length": whole(isNumber),
    "content-type": contentType,
    "date": whole(isDate),
    "etag": whole(isTag),
    "expires": whole { isDate($0) || isNumber($0.hasPrefix("-") ? $0.dropFirst() : $0[...]) },
    "last-modified": whole(isDate),
    "vary": list(of: askedHeaders),
    "x-pypi-last-serial": whole(isNumber),
  ]

  /// Tells whether a request header may be named: others may be called after somebody.
  static func isAsked(_ name: String) -> Bool { askedHeaders.contains(name.lowercased()) }

  private static let askedHeaders: Set<String> = [
    "*", "accept", "accept-charset", "accept-encoding", "accept-language", "authorization",
    "cookie", "host", "origin", "range", "referer", "user-agent", "x-forwarded-host",
    "x-forwarded-proto", "x-requested-with",
  ]

  private static let codings: Set<String> = [
    "br", "compress", "deflate", "gzip", "identity", "x-gzip", "zstd",
  ]

  /// Directives of RFC 9111 and RFC 5861, and whether a number of seconds belongs to them.
  private static let directives: [String: Bool] = [
    "immutable": false, "max-age": true, "must-revalidate": false, "must-understand": false,
    "no-cache": false, "no-store": false, "no-transform": false, "private": false,
    "proxy-revalidate": false, "public": false, "s-maxage": true, "stale-if-error": true,
    "stale-while-revalidate": true,
  ]

  private static let types: Set<String> = [
    "application/gzip", "application/json", "application/octet-stream",
    "application/vnd.pypi.simple.latest+html", "application/vnd.pypi.simple.latest+json",
    "application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.v1+json",
    "application/x-bzip2", "application/x-gtar", "application/x-gzip", "application/x-tar",
    "application/x-wheel+zip", "application/x-zip-compressed", "application/xhtml+xml",
    "application/xml", "application/zip", "binary/octet-stream", "text/html", "text/plain",
    "text/xml",
  ]

  private static let characterSets: Set<String> = [
    "ascii", "iso-8859-1", "iso-8859-15", "latin-1", "us-ascii", "utf-8", "utf8", "windows-1252",
  ]

  /// What dates are made of beside numbers.
  private static let dateWords: Set<String> = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
    "oct", "nov", "dec", "gmt", "utc",
  ]

  private static func list(of words: Set<String>) -> @Sendable (String) -> String? {
    { list($0) { words.contains($0) } }
  }

  /// Keeps those elements of a list that may stay.
  private static func list(
    _ value: String,
    _ isKnown: (String) -> Bool
  ) -> String? {
    let elements = value.split(separator: ",", omittingEmptySubsequences: false)
    let kept = elements.filter { isKnown(plain($0)) }
    if kept.count == elements.count { return value }
    return kept.isEmpty ? nil : kept.joined(separator: ",")
  }

  private static func whole(
    _ isKnown: @escaping @Sendable (Substring) -> Bool
  ) -> @Sendable (String) -> String? {
    { isKnown($0[...]) ? $0 : nil }
  }

  /// Returns a word without the spaces around it, in lower case.
  private static func plain(_ word: Substring) -> String {
    let word = word.drop { $0 == " " }
    let end = word.lastIndex { $0 != " " }
    return end.map { word[...$0].lowercased() } ?? ""
  }

  private static func isNumber(_ text: Substring) -> Bool {
    1...19 ~= text.utf8.count && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isDirective(_ text: String) -> Bool {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let hasNumber = directives[String(parts[0])] else { return false }
    return hasNumber ? parts.count == 2 && isNumber(parts[1]) : parts.count == 1
  }

  private static func isDate(_ text: Substring) -> Bool {
    let words = text.lowercased().split { " ,:-".contains($0) }
    return words.count <= 8
      && words.allSatisfy { dateWords.contains(String($0)) || $0.utf8.count <= 4 && isNumber($0) }
  }

  /// Tells whether a text is an entity tag (RFC 9110, 8.8.3) as servers make them: a digest, a number, a version.
  private static func isTag(_ text: Substring) -> Bool {
    let tag = text.hasPrefix("W/") ? text.dropFirst(2) : text
    return tag.utf8.count <= 130
      && tag.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "\"+/=_.:-".utf8.contains(byte)
        }
      }
  }

  /// Keeps a type that is known and its character set: nothing else is a parameter of a page.
  private static func contentType(_ value: String) -> String? {
    let parts = value.split(separator: ";", omittingEmptySubsequences: false)
    guard types.contains(plain(parts[0])) else { return nil }
    let parameters = parts.dropFirst().filter { part in
      let text = plain(part)
      let name = text.dropFirst("charset=".count).filter { $0 != "\"" }
      return text.hasPrefix("charset=") && characterSets.contains(name)
    }
    return ([parts[0]] + parameters).joined(separator: ";")
  }
}

/// Takes user names, passwords and tokens out of what people are shown.
package enum CredentialMask {
  private static let mask = "****"

  /// Returns a text in which the user information and the query of every URL are replaced as a whole:
  /// `https://user:pass@index.example/?token=x` becomes `https://****@index.example/?****`.
  ///
  /// Proxies without a scheme, `user:pass@proxy.example:8080`, are found too, and passwords that hold
  /// a slash although they should not. What is not certain is masked.
  package static func masking(_ text: String) -> String {
    let known = words(of: text.unicodeScalars, until: isBoundary, masking(userInformationIn:))
    return String(words(of: known, until: \.isPythonSpace, masking(queryIn:)))
  }

  private static func words(
    of text: String.UnicodeScalarView,
    until isBoundary: (Unicode.Scalar) -> Bool,
    _ masking: (ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar>
  ) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    var word: [Unicode.Scalar] = []
    for scalar in text {
      guard isBoundary(scalar) else {
        word.append(scalar)
        continue
      }
      result += masking(word[...])
      result.append(scalar)
      word = []
    }
    result += masking(word[...])
    return result
  }

  /// Quotes and brackets can stand in a password only as percent escapes.
  private static func isBoundary(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isPythonSpace || isQuote(scalar)
  }

  private static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    ["\"", "'", "<", ">"].contains(scalar)
  }

  /// Quotes can stand in a query: only one that nothing but a sign follows ends it.
  private static func masking(
    queryIn word: ArraySlice<Unicode.Scalar>
  ) -> ArraySlice<Unicode.Scalar> {
    guard authorityStart(in: word) != nil, let question = word.firstIndex(of: "?") else {
      return word
    }
    var end =
      word.lastIndex { !isQuote($0) && ![",", ".", ";", ":", ")"].contains($0) } ?? question
    end = word[(end + 1)...].firstIndex(where: isQuote) ?? word.endIndex
    guard question + 1 < end else { return word }
    return word[...question] + mask.unicodeScalars + word[end...]
  }

  private static func masking(
    userInformationIn word: ArraySlice<Unicode.Scalar>
  ) -> ArraySlice<Unicode.Scalar> {
    guard word.contains("@") else { return word }
    guard let start = authorityStart(in: word) else {
      // A path may hold such signs, too; what begins with none may be an address without a scheme.
      guard word.first != "/", let sign = word.lastIndex(of: "@"), word[..<sign].contains(":")
      else { return word }
      return masking(word, from: word.startIndex, to: word.endIndex)
    }
    let rest = word[start...]
    let end = rest.firstIndex { ["/", "?", "#"].contains($0) } ?? rest.endIndex
    // A colon without a port after it can only come before a password, which then goes on.
    let isPlain = rest[..<end].contains("@") || !hasOpenPassword(rest[..<end])
    return masking(word, from: start, to: isPlain ? end : word.endIndex)
  }

  /// Returns where the authority of an address begins: behind `://`, of which people forget a part.
  private static func authorityStart(in word: ArraySlice<Unicode.Scalar>) -> Int? {
    let marker: [Unicode.Scalar] = [":", "/"]
    let colon = word.indices.first { word[$0] == ":" && word[$0...].starts(with: marker) }
    guard
      let slashes = colon.map({ $0 + 1 })
        ?? (word.starts(with: ["/", "/"]) ? word.startIndex : nil)
    else { return nil }
    return word[slashes...].firstIndex { $0 != "/" }
  }

  private static func hasOpenPassword(_ authority: ArraySlice<Unicode.Scalar>) -> Bool {
    guard authority.first != "[", let colon = authority.lastIndex(of: ":") else { return false }
    return !authority[(colon + 1)...].allSatisfy { ("0"..."9").contains($0) }
  }

  private static func masking(
    _ word: ArraySlice<Unicode.Scalar>,
    from start: Int,
    to end: Int
  ) -> ArraySlice<Unicode.Scalar> {
    guard let sign = word[start..<end].lastIndex(of: "@") else { return word }
    return word[..<start] + mask.unicodeScalars + word[sign...]
  }
}

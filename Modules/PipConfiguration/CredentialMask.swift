/// Takes user names and passwords out of what people are shown.
package enum CredentialMask {
  private static let mask = "****"

  /// Returns a text in which the user information of every URL is replaced as a whole:
  /// `https://user:pass@index.example/` becomes `https://****@index.example/`.
  ///
  /// Proxies without a scheme, `user:pass@proxy.example:8080`, are found too, and passwords that hold
  /// a slash although they should not. What is not certain is masked.
  package static func masking(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var word: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      guard isBoundary(scalar) else {
        word.append(scalar)
        continue
      }
      result += masking(word: word[...])
      result.append(scalar)
      word = []
    }
    result += masking(word: word[...])
    return String(result)
  }

  /// Quotes and brackets can stand in a password only as percent escapes.
  private static func isBoundary(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isPythonSpace || ["\"", "'", "<", ">"].contains(scalar)
  }

  private static func masking(word: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    guard word.contains("@") else { return word }
    guard let start = authorityStart(in: word) else {
      let end = word.firstIndex(of: "/") ?? word.endIndex
      guard word[..<end].contains(":") else { return word }
      return masking(word, from: word.startIndex, to: end)
    }
    let rest = word[start...]
    let end = rest.firstIndex { ["/", "?", "#"].contains($0) } ?? rest.endIndex
    // A colon without a port after it can only come before a password, which then goes on.
    let isPlain = rest[..<end].contains("@") || !hasOpenPassword(rest[..<end])
    return masking(word, from: start, to: isPlain ? end : word.endIndex)
  }

  private static func authorityStart(in word: ArraySlice<Unicode.Scalar>) -> Int? {
    let marker: [Unicode.Scalar] = [":", "/", "/"]
    return word.indices.first { word[$0] == ":" && word[$0...].starts(with: marker) }
      .map { $0 + marker.count }
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

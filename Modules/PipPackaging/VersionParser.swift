/// Reads one version, in any spelling that PEP 440 allows.
///
/// The grammar needs no look-back: each optional part either is there or is not, so a long text
/// costs no more than its length.
struct VersionParser {
  private var cursor: ByteCursor

  /// Starts at the first byte of a text without whitespace around it.
  init(_ text: ArraySlice<UInt8>) { cursor = ByteCursor(text) }

  /// Whether all of the text was read.
  var isAtEnd: Bool { cursor.isAtEnd }

  /// Reads a version, or returns nil if none starts here.
  mutating func version() -> Version? {
    guard let (epoch, release) = epochAndRelease() else { return nil }
    let prerelease = prerelease()
    let post = post()
    let development = development()
    guard let localSegments = localSegments() else { return nil }
    return Version(
      epoch: epoch,
      release: release,
      prerelease: prerelease,
      post: post,
      development: development,
      localSegments: localSegments
    )
  }

  /// Reads an optional `v`, an optional epoch and the dotted numbers.
  mutating func epochAndRelease() -> (epoch: VersionNumber, release: [VersionNumber])? {
    _ = cursor.take(word: "v")
    guard var first = number() else { return nil }
    var epoch: VersionNumber = 0
    if cursor.take(ASCII.bang) {
      guard let next = number() else { return nil }
      (epoch, first) = (first, next)
    }
    var release = [first]
    while true {
      let start = cursor.position
      guard cursor.take(ASCII.dot), let next = number() else {
        // The dot may belong to what follows the release.
        cursor.position = start
        return (epoch, release)
      }
      release.append(next)
    }
  }

  private mutating func prerelease() -> Version.Prerelease? {
    let start = cursor.position
    _ = cursor.take(where: ASCII.isSeparator)
    guard let phase = phase() else {
      cursor.position = start
      return nil
    }
    return Version.Prerelease(phase: phase, number: numberAfterWord())
  }

  // A longer word is tried before its own beginning.
  private mutating func phase() -> Version.Prerelease.Phase? {
    if cursor.take(word: "alpha") || cursor.take(word: "a") { return .alpha }
    if cursor.take(word: "beta") || cursor.take(word: "b") { return .beta }
    if cursor.take(word: "preview") || cursor.take(word: "pre") { return .candidate }
    if cursor.take(word: "c") || cursor.take(word: "rc") { return .candidate }
    return nil
  }

  private mutating func post() -> VersionNumber? {
    let start = cursor.position
    if cursor.take(ASCII.dash), let number = number() { return number }
    cursor.position = start
    _ = cursor.take(where: ASCII.isSeparator)
    guard cursor.take(word: "post") || cursor.take(word: "rev") || cursor.take(word: "r") else {
      cursor.position = start
      return nil
    }
    return numberAfterWord()
  }

  private mutating func development() -> VersionNumber? {
    let start = cursor.position
    _ = cursor.take(where: ASCII.isSeparator)
    guard cursor.take(word: "dev") else {
      cursor.position = start
      return nil
    }
    return numberAfterWord()
  }

  // No local part is an empty list; a `+` with nothing that fits behind it is an error.
  private mutating func localSegments() -> [Version.LocalSegment]? {
    guard cursor.take(ASCII.plus) else { return [] }
    var segments: [Version.LocalSegment] = []
    repeat {
      let text = cursor.takeAll(where: ASCII.isAlphanumeric)
      guard !text.isEmpty else { return nil }
      segments.append(
        text.allSatisfy(ASCII.isDigit)
          ? .number(VersionNumber(digits: text)) : .text(ASCII.lowercased(text))
      )
    } while cursor.take(where: ASCII.isSeparator)
    return segments
  }

  private mutating func number() -> VersionNumber? {
    let digits = cursor.takeAll(where: ASCII.isDigit)
    return digits.isEmpty ? nil : VersionNumber(digits: digits)
  }

  // PEP 440: a number that is left out is 0.
  private mutating func numberAfterWord() -> VersionNumber {
    _ = cursor.take(where: ASCII.isSeparator)
    return number() ?? 0
  }
}

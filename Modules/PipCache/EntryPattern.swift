internal import PipPackaging
internal import PipSystem

/// What users call entries by: `numpy`, `scikit_learn`, `django-5*`, `*.whl`.
///
/// As for `pip cache list`, a pattern without a version means all of them, and one with the beginning
/// of a version all that begin so. Unlike there, any spelling of a name is as good as another.
package struct EntryPattern: Sendable, Hashable {
  private let text: String

  /// Creates a pattern.
  package init(_ text: String) {
    self.text = text
  }

  /// Tells whether an entry is meant.
  package func matches(_ identity: ContentIdentity) -> Bool {
    if let name = identity.fileName {
      if Glob.matches(name, text) { return true }
      // As there, the beginning of a wheel's name is enough if there is more than the project in it.
      if text.contains("-"), Glob.matches(name, "\(text)*.whl") { return true }
    }
    guard let project = identity.project.map(EntrySurvey.normalized) else { return false }
    if Glob.matches(project, Self.normalized(text[...])) { return true }
    let version = identity.version ?? ""
    return text.indices.contains { index in
      guard text[index] == "-", Glob.matches(project, Self.normalized(text[..<index])) else {
        return false
      }
      let rest = text[text.index(after: index)...]
      return !rest.isEmpty && Glob.matches(version, "\(rest)*")
    }
  }

  /// Spells a name as PEP 503 does, and leaves the signs of patterns alone.
  private static func normalized(_ text: Substring) -> String {
    var result = ""
    for character in text.lowercased() {
      let isSeparator = "-_.".contains(character)
      guard isSeparator else {
        result.append(character)
        continue
      }
      if result.last != "-" { result.append("-") }
    }
    return result
  }
}

/// How a pip reads the variables of the XDG base directory specification.
///
/// pip leaves this to its vendored platformdirs, whose answer changed twice. Which rules hold decides
/// only in rare set-ups: a variable with blanks around it, a relative one, an empty `HOME`, or macOS.
package enum DirectoryRules: Sendable, Hashable, CaseIterable {
  /// pip before 26.2: a variable that is not blank counts as it is written, on macOS none does.
  case asWritten
  /// pip 26.2: blanks around a value do not count, and macOS has the variables too.
  case trimmed
  /// pip 26.3 and later: besides, only absolute paths count, and an empty `HOME` is none.
  case absoluteOnly

  /// The rules of the newest pip.
  package static var newest: DirectoryRules { .absoluteOnly }

  /// Returns the rules of the pip with a version that begins with these two numbers.
  package static func ofPip(major: Int, minor: Int) -> DirectoryRules {
    switch (major, minor) {
    case (..<26, _), (26, ..<2): .asWritten
    case (26, 2): .trimmed
    default: .absoluteOnly
    }
  }
}

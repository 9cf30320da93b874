/// What a choice among versions makes of those that come before a final release.
package enum PrereleasePolicy: Sendable, Hashable, CaseIterable {
  /// They count like any other.
  case allowed

  /// They never count, even where a specifier names one.
  case excluded

  /// They count where a specifier names one, and where nothing else is left: PEP 440's default.
  case whenNothingElse
}

/// What an entry of the cache is.
package enum EntryKind: String, Sendable, Hashable, CaseIterable {
  /// A built distribution.
  case wheel
  /// A source distribution.
  case sdist
  /// The METADATA of a wheel, served beside it (PEP 658).
  case metadata
  /// The page of a project of an index (PEP 503 and 691).
  case indexPage = "index-page"
  /// What is remembered of self-checks.
  case state
  /// Anything else.
  case other
}

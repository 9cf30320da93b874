package import PipDiagnostics
internal import PipFiles
package import SystemPackage

/// The entries of a cache with their names, and what is worth remembering of them.
package struct CacheContents: Sendable {
  /// The entries, in no order.
  package let entries: [CacheEntry]

  /// What is known of contents now; of those that were not looked at, what was known before.
  package let memory: IdentityMemory

  /// Whether more is known than before.
  package let hasLearned: Bool

  /// What could not be looked at.
  package let diagnostics: [Diagnostic]

  /// Looks through a cache.
  ///
  /// - Parameters:
  ///   - directory: the cache directory.
  ///   - areas: the areas that are wanted.
  ///   - indexes: addresses of indexes, as `FileNames` takes them.
  ///   - tell: is told how far the work has come.
  /// - Returns: what is there.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of(
    _ directory: FilePath,
    areas: Set<CacheArea>,
    indexes: [String],
    tell: ScanProgress.Listener? = nil
  ) async throws(CacheError) -> CacheContents {
    let known = IdentityMemory.recalled(in: directory)
    let survey = try await EntrySurvey.of(
      CacheScan(directory, areas: areas, tell: tell),
      knowing: known,
      areas: areas
    )
    let names = FileNames(in: directory, indexes: indexes)
    let entries = names.resolving(survey.entries) { entry in
      guard entry.identity.isFileNameOpen else { return false }
      // What no page named before may be named by one that is new.
      return !entry.isRemembered || survey.hasNewPage(of: entry)
    }
    var memory = IdentityMemory()
    for entry in entries where entry.place.key != nil && entry.identity.isWorthRemembering {
      memory[entry.content] = entry.identity
    }
    let isPartial = !areas.isSuperset(of: [.httpV2, .http])
    if isPartial { memory.fill(with: known) }
    return CacheContents(
      entries: entries,
      memory: memory,
      hasLearned: memory != known,
      diagnostics: survey.obstacles.map(\.diagnostic)
    )
  }
}

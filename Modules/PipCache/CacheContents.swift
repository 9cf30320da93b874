internal import PipFiles

/// The entries of a cache with their names, and what is worth remembering of them.
package struct CacheContents: Sendable {
  /// The entries, in no order.
  package let entries: [CacheEntry]

  /// What is known of contents now; of those that were not looked at, what was known before.
  package let memory: IdentityMemory

  /// Whether something else is known than before.
  package let hasLearned: Bool

  /// What could not be looked at.
  package let obstacles: Obstacles

  /// Looks through some areas of a cache.
  ///
  /// - Parameters:
  ///   - scan: how the cache is looked through.
  ///   - areas: the areas that are wanted.
  ///   - depth: how much of an entry is wanted.
  ///   - indexes: addresses of indexes, as `FileNames` takes them.
  /// - Returns: what is there.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of(
    _ scan: CacheScan,
    areas: Set<CacheArea>,
    depth: CacheEntry.Depth = .whole,
    indexes: [String]
  ) async throws(CacheError) -> CacheContents {
    var scan = scan
    scan.areas = areas
    let known = IdentityMemory.recalled(in: scan.directory)
    let survey = try await scan.sum(from: EntrySurvey(knowing: known, areas: areas, depth: depth))
    return CacheContents(
      survey,
      knowing: known,
      areas,
      FileNames(in: scan.directory, indexes: indexes)
    )
  }

  /// Looks through all of a cache, and adds up something else on the way.
  ///
  /// - Parameters:
  ///   - scan: how the cache is looked through.
  ///   - areas: the areas whose entries are wanted.
  ///   - indexes: addresses of indexes, as `FileNames` takes them.
  ///   - other: what nothing adds up to.
  /// - Returns: what is there, and the other sum.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of<Other: CacheSum>(
    _ scan: CacheScan,
    areas: Set<CacheArea>,
    indexes: [String],
    beside other: Other
  ) async throws(CacheError) -> (CacheContents, Other) {
    let known = IdentityMemory.recalled(in: scan.directory)
    let survey = EntrySurvey(knowing: known, areas: areas)
    let sum = try await scan.sum(from: CacheSumPair(first: survey, second: other))
    let names = FileNames(in: scan.directory, indexes: indexes)
    return (CacheContents(sum.first, knowing: known, areas, names), sum.second)
  }

  private init(
    _ survey: EntrySurvey,
    knowing known: IdentityMemory,
    _ areas: Set<CacheArea>,
    _ names: FileNames
  ) {
    let named = names.resolving(survey.entries) { entry in
      guard entry.identity.isFileNameOpen else { return false }
      // What no page named before may be named by one that is new.
      return !entry.isRemembered || survey.hasNewPage(of: entry)
    }
    entries = named.entries
    // What may have a name on a page that could not be read is looked at again the next time.
    let sure =
      named.unsure.isEmpty
      ? entries : entries.indices.filter { !named.unsure.contains($0) }.map { named.entries[$0] }
    let isPartial = !areas.isSuperset(of: [.httpV2, .http])
    hasLearned = !known.isEnough(for: sure, andNoMore: !isPartial)
    memory =
      hasLearned ? IdentityMemory(of: sure, keeping: isPartial ? known : IdentityMemory()) : known
    var obstacles = survey.obstacles
    obstacles.add(named.obstacles)
    self.obstacles = obstacles
  }
}

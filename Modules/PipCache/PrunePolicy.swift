package import PipSystem

/// Decides which entries go when the cache is kept small: facts in, entries out.
package struct PrunePolicy: Sendable, Hashable {
  /// The time.
  package var now: Timestamp

  /// What was not used for so long goes; nil: age is no reason.
  package var age: Duration?

  /// So many bytes may be left; nil: size is no reason.
  package var size: Int64?

  /// Whether all goes that pips before 23.3 downloaded.
  package var takesOldResponses = false

  /// Creates a policy that takes nothing.
  package init(now: Timestamp) {
    self.now = now
  }

  /// Returns what goes: by age first, then, until the rest is small enough, pages of indexes, then
  /// the rest, each the least recently used first.
  ///
  /// Nothing goes that was stored or used within the grace: somebody may be at it.
  ///
  /// - Parameters:
  ///   - entries: the finished entries.
  ///   - dead: what goes anyway, and is counted neither way.
  /// - Returns: what goes beside it.
  package func doomed(
    among entries: [CacheEntry],
    beside dead: [DoomedEntry]
  ) -> [DoomedEntry] {
    let gone = Set(dead.map(\.place))
    var doomed: [DoomedEntry] = []
    var left: [CacheEntry] = []
    for entry in entries where !gone.contains(entry.place) {
      if takesOldResponses, case .oldResponse = entry.place, isOld(entry, DeadEntries.grace) {
        doomed.append(self.doomed(entry, "what pips before 23.3 downloaded"))
      } else if let age, isOld(entry, max(age, DeadEntries.grace)) {
        doomed.append(self.doomed(entry, "not used for longer than was asked for"))
      } else {
        left.append(entry)
      }
    }
    guard let size else { return doomed }
    var total = left.reduce(Int64(0)) { $0.saturatingAdding($1.bytesInAll) }
    for entry in left.filter({ isOld($0, DeadEntries.grace) }).sorted(by: isSooner) {
      guard total > size else { break }
      total -= entry.bytesInAll
      doomed.append(self.doomed(entry, "used least lately, and the cache is too large"))
    }
    return doomed
  }

  private func isOld(_ entry: CacheEntry, _ age: Duration) -> Bool {
    now.since(entry.lastUsedAt) > age
  }

  private func isSooner(_ left: CacheEntry, _ right: CacheEntry) -> Bool {
    let (leftIsPage, rightIsPage) = (
      left.identity.kind == .indexPage, right.identity.kind == .indexPage
    )
    guard leftIsPage == rightIsPage else { return leftIsPage }
    return left.lastUsedAt < right.lastUsedAt
  }

  private func doomed(_ entry: CacheEntry, _ reason: String) -> DoomedEntry {
    DoomedEntry(entry, reason: reason)
  }
}

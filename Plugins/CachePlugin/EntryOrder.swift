internal import ArgumentParser
internal import PipCache
internal import PipSystem

/// The orders that entries can be shown in.
enum EntryOrder: String, ExpressibleByArgument, CaseIterable {
  case name
  case size
  case stored
  case used

  static var allValueStrings: [String] { allCases.map(\.rawValue) }
  static var allValueDescriptions: [String: String] { [:] }

  /// Returns entries in this order: the largest or latest first, then by name, and those without a
  /// name last.
  func sorted(_ entries: [CacheEntry]) -> [CacheEntry] {
    let keys = entries.map { entry in
      Key(rank: rank(of: entry), project: entry.identity.project?.lowercased())
    }
    return entries.indices.sorted { left, right in
      keys[left].precedes(keys[right]) ?? entries[left].isBefore(entries[right])
    }.map { entries[$0] }
  }

  /// What comes first whatever it is called: the larger number.
  private func rank(of entry: CacheEntry) -> Int64 {
    switch self {
    case .name: 0
    case .size: entry.bytes
    case .stored: entry.storedAt.seconds
    case .used: entry.lastUsedAt.seconds
    }
  }

  /// What decides first, made once for each entry.
  private struct Key {
    let rank: Int64
    /// The project in lower case.
    let project: String?

    /// Tells whether an entry comes before another; nil where something else decides.
    func precedes(_ other: Key) -> Bool? {
      guard rank == other.rank else { return rank > other.rank }
      guard project != other.project else { return nil }
      guard let project else { return false }
      return other.project.map { project < $0 } ?? true
    }
  }
}

extension CacheEntry {
  /// Tells whether it comes before another entry of the same project.
  fileprivate func isBefore(_ other: CacheEntry) -> Bool {
    let parts: [(ContentIdentity) -> String] = [
      \.kind.rawValue, { $0.version ?? "" }, { $0.fileName ?? "" },
    ]
    for part in parts {
      let (mine, theirs) = (part(identity), part(other.identity))
      guard mine == theirs else { return mine < theirs }
    }
    return place.precedes(other.place)
  }
}

package import PipSystem
package import SystemPackage

/// Every entry of a cache, checked against what it says of itself and what indexes say of it.
package struct Verification: Sendable {
  /// An entry with which something is wrong.
  package struct Damage: Sendable, Hashable {
    /// The entry, as it would be put aside.
    package var entry: DoomedEntry
    /// What is wrong.
    package var problem: EntryProblem

    /// Creates a damage.
    package init(entry: DoomedEntry, problem: EntryProblem) {
      self.entry = entry
      self.problem = problem
    }
  }

  /// How many entries were checked.
  package private(set) var checked = 0

  /// Those with which something is wrong, by where they lie.
  package private(set) var damages: [Damage] = []

  /// What could not be looked at.
  package private(set) var obstacles = Obstacles()

  private let tell: ScanProgress.Listener?

  private init(tell: ScanProgress.Listener?) {
    self.tell = tell
  }

  /// Looks again where somebody may have been at work, after so long.
  package static let patience = Duration.seconds(1)

  /// Checks all entries of a cache.
  ///
  /// What is being written while it is looked at is not held against anybody: where something is
  /// wrong with an entry that is young, or was another when it was found, it is looked at again.
  ///
  /// - Parameters:
  ///   - directory: the cache directory.
  ///   - indexes: addresses of indexes, as `FileNames` takes them.
  ///   - now: the time.
  ///   - patience: how long to wait before looking again.
  ///   - memory: what is remembered of folders.
  ///   - tell: is told how far the work has come.
  /// - Returns: what came of it.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of(
    _ directory: FilePath,
    indexes: [String],
    now: Timestamp,
    patience: Duration = patience,
    memory: FolderMemory? = nil,
    tell: ScanProgress.Listener? = nil
  ) async throws(CacheError) -> Verification {
    let (contents, dead) = try await CacheContents.of(
      CacheScan(directory, memory: memory),
      areas: [.httpV2, .http, .wheels, .selfCheck],
      indexes: indexes,
      beside: DeadEntries(now: now)
    )
    let names = FileNames(in: directory, indexes: indexes)
    let check = EntryCheck(
      directory: directory,
      published: PublishedDigests(of: contents.entries, among: contents.entries, names)
    )
    var verification = Verification(tell: tell)
    verification.obstacles = contents.obstacles
    verification.obstacles.add(dead.obstacles)
    let entries = contents.entries + verification.origins(beside: contents.entries, in: directory)
    let doubtful = await verification.judge(entries, with: check) { entry in
      now.since(max(entry.content.modified, entry.head?.modified ?? entry.content.modified))
        < DeadEntries.grace
    }
    if !doubtful.isEmpty || !dead.halves.isEmpty {
      try? await Task.sleep(for: patience)
      let again = doubtful.compactMap { verification.refreshed($0, by: check) }
      var writing = WorkInProgress(in: directory, now: now)
      _ = await verification.judge(again, with: check) { writing.contains($0.place) }
      // Whoever removes a response leaves halves for a moment.
      for half in dead.halves where verification.isStillHalf(half, by: check) {
        verification.add(half)
      }
    }
    verification.damages.sort { $0.entry.place.sortingText < $1.entry.place.sortingText }
    return verification
  }

  /// Checks some entries at the same time.
  ///
  /// - Returns: those that were found damaged and are in doubt, or have changed meanwhile.
  private mutating func judge(
    _ entries: [CacheEntry],
    with check: EntryCheck,
    isInDoubt: (CacheEntry) -> Bool
  ) async -> [CacheEntry] {
    let queue = WorkQueue(entries)
    var doubtful: [CacheEntry] = []
    await queue.sum(
      workers: ProcessFacts.processorCount,
      from: Verdicts(),
      tell: tell,
      { $0.add(check.verdict(on: $1), on: $1) },
      combine: { verdicts in
        checked += verdicts.sound
        doubtful += verdicts.changed
        for (entry, failure) in verdicts.unreadable {
          obstacles.add(failure, at: entry.place.path(in: check.directory))
        }
        for (entry, problem) in verdicts.damaged {
          if isInDoubt(entry) { doubtful.append(entry) } else { add(entry, problem) }
        }
      }
    )
    return doubtful
  }

  /// What came of the entries that one worker checked.
  private struct Verdicts: Sendable {
    /// Of these the number is enough: they are many.
    var sound = 0
    var changed: [CacheEntry] = []
    var damaged: [(CacheEntry, EntryProblem)] = []
    var unreadable: [(CacheEntry, SystemFailure)] = []

    mutating func add(_ verdict: EntryCheck.Verdict, on entry: CacheEntry) {
      switch verdict {
      case .sound: sound += 1
      case .changed: changed.append(entry)
      case .damaged(let problem): damaged.append((entry, problem))
      case .unreadable(let failure): unreadable.append((entry, failure))
      }
    }
  }

  private mutating func refreshed(_ entry: CacheEntry, by check: EntryCheck) -> CacheEntry? {
    do {
      return try check.refreshed(entry)
    } catch {
      obstacles.add(error, at: entry.place.path(in: check.directory))
      return nil
    }
  }

  private mutating func isStillHalf(_ half: DoomedEntry, by check: EntryCheck) -> Bool {
    do {
      return try check.isStillHalf(half)
    } catch {
      obstacles.add(error, at: half.place.path(in: check.directory))
      return false
    }
  }

  private mutating func add(_ entry: CacheEntry, _ problem: EntryProblem) {
    checked += 1
    damages.append(Damage(entry: DoomedEntry(entry, reason: problem.words), problem: problem))
  }

  private mutating func add(_ half: DoomedEntry) {
    checked += 1
    let name = half.place.names.last
    let isHead = name.map { $0.count == CacheKey.length } ?? false
    damages.append(Damage(entry: half, problem: isHead ? .bodyMissing : .headMissing))
  }

  /// Returns the origins beside wheels: what pip says that they were built from.
  private mutating func origins(
    beside entries: [CacheEntry],
    in directory: FilePath
  ) -> [CacheEntry] {
    let folders = Set(
      entries.compactMap { entry -> [EntryName]? in
        guard entry.area == .wheels, case .file(let names) = entry.place else { return nil }
        return names.dropLast()
      }
    )
    guard let name = EntryName(systemText: "origin.json") else { return [] }
    return folders.compactMap { names in
      do throws(SystemFailure) {
        let folder = try OpenDirectory(directory, entering: names[...])
        guard let status = try folder.statusIfThere(of: name), status.kind == .regular else {
          return nil
        }
        return CacheEntry(
          place: .file(names + [name]),
          identity: ContentIdentity(.other),
          content: IdentityMemory.Key(status),
          isRemembered: false,
          lastUsedAt: status.modified
        )
      } catch {
        obstacles.add(error, at: CacheEntry.Place.file(names + [name]).path(in: directory))
        return nil
      }
    }
  }
}

extension CacheEntry.Place {
  /// What places are ordered by.
  fileprivate var sortingText: String { names.map(\.systemText).joined(separator: "/") }
}

package import PipSystem
package import SystemPackage

/// Removes entries of the cache while pip works in it.
///
/// Each is looked at again right before it goes, and what has become another stays. A response goes
/// in two steps: a tombstone takes the place of its head, and a second later, if it still does, head
/// and body go. Where no tombstone can be made, the head goes first, then the body.
package struct Removal: Sendable {
  /// The cache directory.
  package var directory: FilePath

  /// How long a reader that has read a head may take to open the body.
  package var patience: Duration

  /// What becomes of the entries.
  package var disposal: Disposal

  /// Creates a removal.
  package init(
    from directory: FilePath,
    disposal: Disposal = .deletion,
    patience: Duration = .seconds(1)
  ) {
    self.directory = directory
    self.disposal = disposal
    self.patience = patience
  }

  /// What came of a removal.
  package struct Outcome: Sendable, Hashable {
    /// What is gone.
    package var removed: [DoomedEntry] = []
    /// What is still there, because it changed or because the system refused.
    package var kept: [DoomedEntry] = []
    /// Why the system refused the first that it refused.
    package var failure: SystemFailure?
    /// Bytes in the files that are gone.
    package var bytes: Int64 = 0
    /// Folders that were empty and are gone.
    package var folders = 0

    /// Creates an outcome in which nothing happened.
    package init() {}
  }

  /// Removes entries, as many as still are what they were.
  package func remove(_ doomed: [DoomedEntry]) async -> Outcome {
    var outcome = Outcome()
    var marked: [Marked] = []
    placeTombstones(doomed, &marked, &outcome)
    // Those whose head is gone for readers by now have been read by whoever was at it.
    if marked.contains(where: { $0.tombstone != nil }) { try? await Task.sleep(for: patience) }
    for entry in marked { finish(entry, &outcome) }
    return outcome
  }

  /// A response on its way out.
  private struct Marked {
    var doomed: DoomedEntry
    var key: CacheKey
    /// Which file stands in place of its head; nil where none could be put there.
    var tombstone: FileStatus.Identity?
  }

  private func placeTombstones(
    _ doomed: [DoomedEntry],
    _ marked: inout [Marked],
    _ outcome: inout Outcome
  ) {
    for entry in doomed where !entry.place.isPair { removeFile(entry, &outcome) }
    var rest = doomed.filter(\.place.isPair)[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.namesOfOneFile)
      rest = rest.dropFirst(part.count)
      guard let tombstone = try? Tombstone.make(in: directory) else {
        // A full disk takes no tombstone, and is what somebody wants to empty.
        for entry in part { mark(entry, &marked, &outcome) { (_, _) in nil } }
        continue
      }
      for entry in part {
        mark(entry, &marked, &outcome) { head, folder in
          (try? tombstone.place(over: head, in: folder)) == nil ? nil : tombstone.identity
        }
      }
    }
  }

  /// ext4 lets a file have 65,000 names, others fewer than they say.
  private static let namesOfOneFile = 30_000

  /// Looks at a response once more and puts something in place of its head.
  private func mark(
    _ doomed: DoomedEntry,
    _ marked: inout [Marked],
    _ outcome: inout Outcome,
    placing place: (EntryName, borrowing OpenDirectory) -> FileStatus.Identity?
  ) {
    guard let key = doomed.place.key, let head = key.headName, let body = key.bodyName else {
      return
    }
    do throws(SystemFailure) {
      let folder = try OpenDirectory(directory, entering: doomed.place.names.dropLast())
      let seen = IdentityMemory.Key(try folder.status(of: head))
      let isSameHead = doomed.head == nil || doomed.head == seen
      guard isSameHead, IdentityMemory.Key(try folder.status(of: body)) == doomed.content else {
        outcome.kept.append(doomed)
        return
      }
      // Where a file cannot have two names, the head is put aside itself, and before the body.
      let isKept = (try? disposal.keep(head, of: folder, of: directory)) != nil
      let tombstone = isKept ? place(head, folder) : nil
      marked.append(Marked(doomed: doomed, key: key, tombstone: tombstone))
    } catch {
      keep(doomed, error, &outcome)
    }
  }

  /// Disposes of head and body of a response that has been marked, if nobody has stored it anew.
  private func finish(_ marked: Marked, _ outcome: inout Outcome) {
    guard let head = marked.key.headName, let body = marked.key.bodyName else { return }
    do throws(SystemFailure) {
      let folder = try OpenDirectory(directory, entering: marked.doomed.place.names.dropLast())
      if let tombstone = marked.tombstone {
        guard try folder.status(of: head).identity == tombstone else {
          disposal.release(head, of: folder, of: directory)
          outcome.kept.append(marked.doomed)
          return
        }
      }
      outcome.bytes = outcome.bytes.saturatingAdding(try folder.status(of: head).size)
      if marked.tombstone == nil {
        try disposal.dispose(of: head, in: folder, of: directory)
      } else {
        try folder.unlink(head)
      }
      guard IdentityMemory.Key(try folder.status(of: body)) == marked.doomed.content else {
        outcome.kept.append(marked.doomed)
        return
      }
      try disposal.dispose(of: body, in: folder, of: directory)
      outcome.bytes = outcome.bytes.saturatingAdding(marked.doomed.bytes)
      outcome.removed.append(marked.doomed)
    } catch {
      keep(marked.doomed, error, &outcome)
    }
    removeEmptyFolders(of: marked.doomed.place, &outcome)
  }

  private func removeFile(_ doomed: DoomedEntry, _ outcome: inout Outcome) {
    guard let name = doomed.place.names.last else { return }
    do throws(SystemFailure) {
      let folder = try OpenDirectory(directory, entering: doomed.place.names.dropLast())
      guard IdentityMemory.Key(try folder.status(of: name)) == doomed.content,
        !hasOtherHalf(name, in: folder)
      else {
        outcome.kept.append(doomed)
        return
      }
      try disposal.dispose(of: name, in: folder, of: directory)
      outcome.bytes = outcome.bytes.saturatingAdding(doomed.bytes)
      outcome.removed.append(doomed)
    } catch {
      keep(doomed, error, &outcome)
    }
    removeEmptyFolders(of: doomed.place, &outcome)
  }

  /// Tells whether the other half of a response may have come into being since one was found alone.
  private func hasOtherHalf(_ name: EntryName, in folder: borrowing OpenDirectory) -> Bool {
    switch CacheFolder(folder.names).role(of: name) {
    case .responseHead(let key): key.bodyName.map { !folder.certainlyLacks($0) } ?? true
    case .responseBody(let key): key.headName.map { !folder.certainlyLacks($0) } ?? true
    case .oldResponse, .wheel, .origin, .state, .own, .leftover, .foreign: false
    }
  }

  private func keep(_ doomed: DoomedEntry, _ failure: SystemFailure, _ outcome: inout Outcome) {
    // What somebody else removed is gone as well.
    guard failure.errno != .noSuchFileOrDirectory else { return }
    outcome.kept.append(doomed)
    if outcome.failure == nil { outcome.failure = failure }
  }

  /// Removes the folders above a place that have become empty, but not that of an area.
  ///
  /// The system refuses those that are not empty. Those of wheels stay: pips before 25.3 make them
  /// before they build, which can take long, and expect them to be there in the end.
  private func removeEmptyFolders(of place: CacheEntry.Place, _ outcome: inout Outcome) {
    var names = place.names.dropLast()
    guard names.first?.systemText != "wheels" else { return }
    while names.count > 1, let name = names.popLast() {
      guard let parent = try? OpenDirectory(directory, entering: names),
        (try? parent.removeDirectory(name)) != nil
      else {
        return
      }
      outcome.folders += 1
    }
  }
}

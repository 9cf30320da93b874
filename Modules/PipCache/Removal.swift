internal import PipFiles
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

  /// What becomes of the entries.
  package var disposal: Disposal

  /// How long a reader that has read a head may take to open the body.
  package var patience: Duration

  /// What was read since then stays: somebody may be about to ask the index whether it has changed.
  package var sparingReadSince: Timestamp?

  /// Creates a removal.
  package init(
    from directory: FilePath,
    disposal: Disposal = .deletion,
    patience: Duration = Tombstone.patience,
    sparingReadSince: Timestamp? = nil
  ) {
    self.directory = directory
    self.disposal = disposal
    self.patience = patience
    self.sparingReadSince = sparingReadSince
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
    if marked.contains(where: { $0.tombstone != nil }) {
      do {
        try await Task.sleep(for: patience)
      } catch {
        // Not waited for: the next housekeeping finishes what stands.
        outcome.kept += marked.map(\.doomed)
        return outcome
      }
    }
    for entry in marked { finish(entry, &outcome) }
    return outcome
  }

  /// Removes folders, and those above them, if nothing is in them; areas stay.
  ///
  /// - Parameters:
  ///   - folders: the names that lead to each.
  ///   - outcome: what came of the removal before.
  package func removeEmpty(_ folders: [[EntryName]], _ outcome: inout Outcome) {
    for names in folders { removeEmptyFolders(names[...], &outcome) }
  }

  /// A response on its way out.
  private struct Marked {
    var doomed: DoomedEntry
    var key: CacheKey
    /// What stands in place of its head; nil where nothing could be put there.
    var tombstone: Tombstone?
  }

  private func placeTombstones(
    _ doomed: [DoomedEntry],
    _ marked: inout [Marked],
    _ outcome: inout Outcome
  ) {
    for entry in doomed {
      if entry.place.isPair { mark(entry, &marked, &outcome) } else { removeFile(entry, &outcome) }
    }
  }

  /// Looks at a response once more and puts a tombstone in place of its head.
  private func mark(_ doomed: DoomedEntry, _ marked: inout [Marked], _ outcome: inout Outcome) {
    guard let key = doomed.place.key, let head = key.headName, let body = key.bodyName else {
      return
    }
    do throws(SystemFailure) {
      let folder = try OpenDirectory(directory, entering: doomed.place.names.dropLast())
      let (headStatus, bodyStatus) = (try folder.status(of: head), try folder.status(of: body))
      let isSameHead = doomed.head == nil || doomed.head == IdentityMemory.Key(headStatus)
      guard isSameHead, IdentityMemory.Key(bodyStatus) == doomed.content,
        !isSpared(headStatus), !isSpared(bodyStatus)
      else {
        outcome.kept.append(doomed)
        return
      }
      // A head that cannot be read tells nothing that a tombstone could keep.
      let bytes = try? folder.file(head).readToEnd(limit: CachedResponse.headLimit)
      // What another removal has begun with is not put aside: its head is no longer there.
      guard disposal == .deletion || !Tombstone.isTombstone(bytes ?? []) else {
        outcome.kept.append(doomed)
        return
      }
      let tombstone = Tombstone(inPlaceOf: bytes ?? [])
      let isPlaced = place(tombstone, over: head, with: headStatus.mode, before: body, in: folder)
      marked.append(Marked(doomed: doomed, key: key, tombstone: isPlaced ? tombstone : nil))
    } catch {
      keep(doomed, error, &outcome)
    }
  }

  private func isSpared(_ status: FileStatus) -> Bool {
    sparingReadSince.map { status.accessed >= $0 } ?? false
  }

  /// Puts a tombstone over a head, unless the system refuses: a full disk takes none, and is what
  /// somebody wants to empty.
  private func place(
    _ tombstone: Tombstone,
    over head: EntryName,
    with permissions: FilePermissions,
    before body: EntryName,
    in folder: borrowing OpenDirectory
  ) -> Bool {
    do {
      // Where a file cannot have two names, the head is put aside itself, and before the body.
      try disposal.keep([body, head], of: folder, of: directory)
      try tombstone.place(over: head, with: permissions, in: folder)
      return true
    } catch {
      return false
    }
  }

  /// Disposes of head and body of a response that has been marked, if nobody has stored it anew.
  private func finish(_ marked: Marked, _ outcome: inout Outcome) {
    guard let head = marked.key.headName, let body = marked.key.bodyName else { return }
    do throws(SystemFailure) {
      let folder = try OpenDirectory(directory, entering: marked.doomed.place.names.dropLast())
      if let tombstone = marked.tombstone {
        guard try folder.file(head).readToEnd(limit: tombstone.bytes.count) == tombstone.bytes
        else {
          disposal.release([head, body], of: folder, of: directory)
          outcome.kept.append(marked.doomed)
          return
        }
        try folder.unlink(head)
      } else {
        try disposal.dispose(of: head, in: folder, of: directory)
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
      let status = try folder.status(of: name)
      let role = CacheFolder(folder.names).role(of: name)
      // What is said of the origin of wheels can be damaged while they are there.
      let isDamagedOrigin = role == .origin && disposal == .quarantine
      let isWanted = isDamagedOrigin ? false : try folder.hasOtherHalf(of: name)
      guard IdentityMemory.Key(status) == doomed.content, !isWanted else {
        outcome.kept.append(doomed)
        return
      }
      try disposal.dispose(of: name, in: folder, of: directory)
      if role == .wheel { removeOriginOfNothing(in: folder, &outcome) }
      outcome.bytes = outcome.bytes.saturatingAdding(doomed.bytes)
      outcome.removed.append(doomed)
    } catch {
      keep(doomed, error, &outcome)
    }
    removeEmptyFolders(of: doomed.place, &outcome)
  }

  /// Removes what is said of the origin of wheels, once none of them is left and none is being built.
  private func removeOriginOfNothing(
    in folder: borrowing OpenDirectory,
    _ outcome: inout Outcome
  ) {
    guard disposal == .deletion, let origin = EntryName(systemText: "origin.json") else { return }
    let meaning = CacheFolder(folder.names)
    do throws(SystemFailure) {
      let isNeeded = try folder.contains { name in
        meaning.role(of: name) == .wheel || TemporaryName.isFolder(name.systemText)
      }
      if !isNeeded { try folder.unlink(origin) }
    } catch {
      guard error.errno != .noSuchFileOrDirectory else { return }
      outcome.failure = outcome.failure ?? error
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
    removeEmptyFolders(place.names.dropLast(), &outcome)
  }

  private func removeEmptyFolders(_ folders: ArraySlice<EntryName>, _ outcome: inout Outcome) {
    var names = folders
    guard names.first?.systemText != "wheels" else { return }
    while names.count > 1, let name = names.popLast() {
      do throws(SystemFailure) {
        try OpenDirectory(directory, entering: names).removeDirectory(name)
        outcome.folders += 1
      } catch {
        // Somebody has put something into it, or has removed it.
        let isUsual: Set<Errno> = [.directoryNotEmpty, .fileExists, .noSuchFileOrDirectory]
        if !isUsual.contains(error.errno) { outcome.failure = outcome.failure ?? error }
        return
      }
    }
  }
}

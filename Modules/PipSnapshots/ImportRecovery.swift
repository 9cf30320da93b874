internal import PipCache
internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// Finishes imports that were stopped after all had been verified, and removes what others left behind.
enum ImportRecovery {
  /// How old what an import has written last must be before nobody can be working on it.
  private static let grace = DeadEntries.grace

  /// Looks for imports that were stopped.
  ///
  /// - Returns: the folders of those that cannot be finished, and why.
  static func run(in directory: FilePath, _ now: Timestamp) async -> [SnapshotImport.Stuck] {
    removeSiblings(of: directory, now)
    var stuck: [SnapshotImport.Stuck] = []
    for name in (try? names(in: directory)) ?? [] {
      guard let folder = try? OpenDirectory(directory, entering: (OwnFolder.all + [name])[...]),
        let status = try? folder.status(), status.isOwn
      else { continue }
      do throws(SystemFailure) {
        if let journal = try journal(in: folder) {
          _ = try await finish(journal, of: name, in: directory, now)
        } else if isOld(folder, now) {
          try await removeUnlessVerified(name, in: directory, now)
        }
      } catch  where error.errno == .noSuchFileOrDirectory && !isThere(name, in: directory) {
        // Somebody else looks for imports that were stopped as well.
        continue
      } catch {
        stuck.append(SnapshotImport.Stuck(folder: folder.path, failure: error))
      }
    }
    return stuck
  }

  /// Puts in place what an import has verified, and removes its folder.
  ///
  /// - Returns: the numbers of the lines that gave way to what somebody stores meanwhile; nil where somebody
  ///   else has finished the import.
  static func finish(
    _ journal: ImportJournal,
    of name: EntryName,
    in directory: FilePath,
    _ now: Timestamp
  ) async throws(SystemFailure) -> Set<Int>? {
    do {
      let folder = try OpenDirectory(directory, entering: (OwnFolder.all + [name])[...])
      let outrun = try await ImportPublication(directory: directory, name: name, now: now)
        .run(journal)
      try folder.synchronizeFileSystem()
      remove(name, in: directory)
      return outrun
    } catch  where error.errno == .noSuchFileOrDirectory && !isThere(name, in: directory) {
      // Its folder is the last to go.
      return nil
    }
  }

  private static func isThere(_ name: EntryName, in directory: FilePath) -> Bool {
    do {
      let parent = try OpenDirectory(directory, entering: OwnFolder.all[...])
      return try parent.statusIfThere(of: name) != nil
    } catch {
      return error.errno != .noSuchFileOrDirectory
    }
  }

  /// Removes the folder of an import that nobody works on any more.
  ///
  /// Whoever does after all, after a long sleep, cannot say any more that all has been verified: the folder
  /// gets a name that its owner does not know first.
  private static func removeUnlessVerified(
    _ name: EntryName,
    in directory: FilePath,
    _ now: Timestamp
  ) async throws(SystemFailure) {
    guard let unknown = EntryName(systemText: OwnFolder.importPrefix + ImportFolder.randomText())
    else { return }
    let parent = try OpenDirectory(directory, entering: OwnFolder.all[...])
    try parent.rename(name, to: unknown)
    guard let journal = try journal(in: try parent.directory(unknown)) else {
      return remove(unknown, in: directory)
    }
    _ = try await finish(journal, of: unknown, in: directory, now)
  }

  /// Removes the folder of an import, its journal last.
  static func remove(_ name: EntryName, in directory: FilePath) {
    guard let parent = try? OpenDirectory(directory, entering: OwnFolder.all[...]),
      var folder = try? parent.directory(name)
    else { return }
    while let entry = try? folder.next() {
      if entry.name.systemText != OwnFolder.journal { try? folder.unlink(entry.name) }
    }
    if let journal = EntryName(systemText: OwnFolder.journal) { try? folder.unlink(journal) }
    try? parent.removeDirectory(name)
    // Where nothing else of swiftpip is, its folder is not needed.
    if let own = OwnFolder.all.first { try? OpenDirectory(directory).removeDirectory(own) }
  }

  private static func names(in directory: FilePath) throws(SystemFailure) -> [EntryName] {
    var names: [EntryName] = []
    guard var folder = try? OpenDirectory(directory, entering: OwnFolder.all[...]) else {
      return []
    }
    while let entry = try folder.next() {
      if entry.name.systemText.hasPrefix(OwnFolder.importPrefix) { names.append(entry.name) }
    }
    return names
  }

  /// Reads the journal of an import; nil where it has none, or none that is whole and this user's.
  private static func journal(
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> ImportJournal? {
    guard let name = EntryName(systemText: OwnFolder.journal) else { return nil }
    do {
      let file = try folder.file(name)
      guard try file.status().isOwn else { return nil }
      return try file.readToEnd(limit: limit).flatMap { ImportJournal($0) }
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
  }

  /// No journal has more bytes.
  private static let limit = 1 << 30

  /// Tells whether nobody has written to a folder, and to whatever is in it, for some time.
  private static func isOld(_ folder: borrowing OpenDirectory, _ now: Timestamp) -> Bool {
    do throws(SystemFailure) {
      guard now.since(try folder.status().modified) > grace else { return false }
      var entries = try folder.reopened()
      while let entry = try entries.next() {
        guard let status = try entries.statusIfThere(of: entry.name) else { continue }
        if status.kind == .directory {
          guard isOld(try entries.directory(entry.name), now) else { return false }
        } else if now.since(status.modified) <= grace {
          return false
        }
      }
      return true
    } catch {
      return false
    }
  }

  /// Removes caches that never got their place.
  private static func removeSiblings(of directory: FilePath, _ now: Timestamp) {
    let prefix = ImportSite.siblingPrefix(of: directory)
    let parent = directory.removingLastComponent().orCurrent
    guard var folder = try? OpenDirectory(parent, following: .links) else { return }
    while let entry = try? folder.next() {
      guard entry.name.systemText.hasPrefix(prefix),
        let sibling = try? folder.directory(entry.name), let status = try? sibling.status(),
        status.isOwn, isOld(sibling, now)
      else { continue }
      try? folder.removeTree(entry.name)
    }
  }
}

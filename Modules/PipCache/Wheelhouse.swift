internal import PipArchives
internal import PipFiles
internal import PipHashing
internal import PipPackaging
package import PipSystem
package import SystemPackage

/// Wheels and sdists of a cache as plain files of a folder, for `pip install --find-links`.
///
/// Every file is checked before it is copied, appears under its name only when it is whole, and
/// never takes the place of another.
package struct Wheelhouse: Sendable {
  /// The folder.
  package var directory: FilePath

  /// Where the files come from.
  package var cacheDirectory: FilePath

  /// Addresses of indexes, as `FileNames` takes them.
  package var indexes: [String]

  /// Creates a wheelhouse of a folder, which must be there.
  package init(_ directory: FilePath, from cacheDirectory: FilePath, indexes: [String]) {
    self.directory = directory
    self.cacheDirectory = cacheDirectory
    self.indexes = indexes
  }

  /// What became of a file.
  package enum Outcome: Sendable, Hashable {
    /// It is in the folder, now or since before.
    case there
    /// Another file has its name in the folder.
    case taken
    /// Nobody knows how the file would be called.
    case nameless
    /// It is damaged in the cache.
    case damaged(EntryProblem)
    /// It went or changed while it was copied.
    case changed
    /// The system refused.
    case failed(SystemFailure)
  }

  /// A file and what became of it.
  package struct File: Sendable, Hashable {
    /// The entry of the cache.
    package var entry: CacheEntry
    /// What became of it.
    package var outcome: Outcome
  }

  /// Puts the wheels and sdists among some entries into the folder.
  ///
  /// Of several files of one name the first counts: those that were downloaded come before those
  /// that were built.
  ///
  /// - Parameters:
  ///   - entries: the entries that are wanted.
  ///   - all: all entries of the cache: pages are among them.
  ///   - now: the time.
  /// - Returns: the files, by their names.
  package func take(
    _ entries: [CacheEntry],
    among all: [CacheEntry],
    now: Timestamp
  ) async -> [File] {
    FileDraft.removeLeftovers(
      in: directory,
      olderThan: DeadEntries.grace,
      now: now,
      of: Self.isName
    )
    let names = FileNames(in: cacheDirectory, indexes: indexes)
    let wanted = entries.filter { $0.identity.kind == .wheel || $0.identity.kind == .sdist }
      .sorted { ($0.area.position, $0.sortingName) < ($1.area.position, $1.sortingName) }
    var taken: Set<String> = []
    let chosen = wanted.filter { entry in
      entry.identity.fileName.map { taken.insert($0).inserted } ?? true
    }
    let check = EntryCheck(
      directory: cacheDirectory,
      published: PublishedDigests(of: chosen, among: all, names)
    )
    var files: [File] = []
    await WorkQueue(chosen).sum(
      workers: ProcessFacts.processorCount,
      from: [File](),
      { files, entry in files.append(File(entry: entry, outcome: take(entry, checkedBy: check))) },
      combine: { files += $0 }
    )
    return files.sorted { $0.entry.sortingName < $1.entry.sortingName }
  }

  /// Tells whether a file name is one that this puts into folders.
  private static func isName(_ name: String) -> Bool {
    WheelFileName(name) != nil || name.hasSuffix(".tar.gz") || name.hasSuffix(".zip")
  }

  private func take(_ entry: CacheEntry, checkedBy check: EntryCheck) -> Outcome {
    guard let name = Self.name(of: entry) else { return .nameless }
    switch check.verdict(on: entry) {
    case .sound: break
    case .damaged(let problem): return .damaged(problem)
    case .changed: return .changed
    case .unreadable(let failure): return .failed(failure)
    }
    do throws(SystemFailure) {
      let folder = try OpenDirectory(directory, following: .links)
      let content = try FileNames(in: cacheDirectory, indexes: indexes).content(of: entry)
      guard try folder.statusIfThere(of: name) == nil else {
        return try isSame(content, folder.file(name)) ? .there : .taken
      }
      return try copy(content, of: entry, to: name, in: folder)
    } catch {
      return error.errno == .fileExists ? .taken : .failed(error)
    }
  }

  /// The name of a file, if it is one that a wheel or an sdist can have: nothing that the cache
  /// contains leads out of the folder.
  private static func name(of entry: CacheEntry) -> EntryName? {
    guard let name = entry.identity.fileName else { return nil }
    let isName =
      switch entry.identity.kind {
      case .wheel: WheelFileName(name) != nil
      case .sdist:
        entry.identity.project.flatMap { PackageName($0) }
          .flatMap { SdistFileName(name, for: $0) } != nil
      case .metadata, .indexPage, .state, .other: false
      }
    return isName ? EntryName(systemText: name) : nil
  }

  private func isSame(
    _ content: borrowing FileRange,
    _ file: consuming OwnedDescriptor
  ) throws(SystemFailure) -> Bool {
    let other = try FileRange(file)
    guard other.length == content.length else { return false }
    return try content.digest(.sha256) == other.digest(.sha256)
  }

  private func copy(
    _ content: borrowing FileRange,
    of entry: CacheEntry,
    to name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> Outcome {
    guard let draft = EntryName(systemText: TemporaryName.adjacent(to: name.systemText)) else {
      return .nameless
    }
    // As other programs make their files: what the user's umask leaves.
    let file = try folder.newFile(
      draft,
      permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite]
    )
    defer { try? folder.unlink(draft) }
    var position: Int64 = 0
    var failure: SystemFailure?
    let isWhole = try content.readPieces { bytes in
      do throws(SystemFailure) {
        try file.write(bytes, at: position)
        position += Int64(bytes.count)
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    guard isWhole, isUnchanged(entry) else { return .changed }
    try file.synchronize()
    try file.closeReportingErrors()
    try publish(draft, as: name, in: folder)
    return .there
  }

  /// Gives a finished file its name, unless another has got it meanwhile.
  private func publish(
    _ draft: EntryName,
    as name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) {
    do {
      try folder.link(draft, of: folder, as: name)
    } catch  where error.errno != .fileExists {
      // Not every file system lets a file have two names.
      try folder.rename(draft, to: name)
    }
  }

  private func isUnchanged(_ entry: CacheEntry) -> Bool {
    let status = try? entry.place.path(in: cacheDirectory).status(following: .nothing)
    return status.map { IdentityMemory.Key($0) } == entry.content
  }
}

extension CacheEntry {
  fileprivate var sortingName: String {
    identity.fileName ?? identity.project ?? place.names.last?.systemText ?? ""
  }
}

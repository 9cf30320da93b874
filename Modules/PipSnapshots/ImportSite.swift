internal import PipArchives
internal import PipCache
internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// Where a snapshot is imported: in a cache, or beside the place of one that is not there yet, which then
/// appears as a whole.
struct ImportSite: Sendable {
  /// The cache that takes the entries.
  let directory: FilePath
  /// Where the cache is to be once it has them; nil where it is there already.
  private let destination: FilePath?
  private let name: EntryName
  private let isReplacing: Bool
  private let now: Timestamp
  /// Folders above the place of the cache that are made for it, the lowest first.
  private var missing: [FilePath] = []

  /// How the names begin of caches that are not in their place yet.
  static func siblingPrefix(of directory: FilePath) -> String {
    ".\(directory.lastSystemText).import-"
  }

  /// Finds the site of an import; nothing is made for it yet.
  init(_ request: SnapshotImport.Request) throws(SystemFailure) {
    now = request.now
    isReplacing = request.isReplacing
    let random = ImportFolder.randomText()
    guard let name = EntryName(systemText: OwnFolder.importPrefix + random) else {
      throw SystemFailure("mkdirat", request.directory, .invalidArgument)
    }
    self.name = name
    do {
      _ = try request.directory.status()
      directory = request.directory
      destination = nil
    } catch  where error.errno == .noSuchFileOrDirectory {
      directory = request.directory.removingLastComponent().orCurrent.appending(
        entrySystemText: Self.siblingPrefix(of: request.directory) + random
      )
      destination = request.directory
    }
  }

  /// The site of an import into a cache that is there by now.
  private init(_ directory: FilePath, after other: ImportSite) {
    self.directory = directory
    destination = nil
    name = other.name
    isReplacing = other.isReplacing
    now = other.now
  }

  /// Finds out what becomes of the files of a snapshot.
  func survey(_ files: [SnapshotFile]) async throws(SystemFailure) -> [ImportEntry] {
    try await ImportSurvey(directory: directory, isReplacing: isReplacing).entries(of: files)
  }

  /// Sees that files can be put aside, and that there is room for them as far as the file system says.
  func check(_ entries: [ImportEntry], of files: [SnapshotFile]) throws(SnapshotsError) {
    var wanted: Int64 = 0
    for entry in entries where entry.isWanted {
      for number in entry.files { wanted = wanted.saturatingAdding(files[number].size) }
    }
    let free: Int64?
    do throws(SystemFailure) {
      let folder = try nearestFolder()
      try folder.seeThatWritable()
      free = try? folder.freeBytes()
    } catch {
      throw .notImported(error)
    }
    guard let free, free < wanted else { return }
    throw .noRoom(wanted: wanted, free: free)
  }

  /// The folder in which the first one is made that is not there yet.
  private func nearestFolder() throws(SystemFailure) -> OpenDirectory {
    guard let destination else {
      do {
        return try OpenDirectory(directory, entering: OwnFolder.all[...])
      } catch  where error.errno == .noSuchFileOrDirectory {
        return try OpenDirectory(directory)
      }
    }
    var place = destination.removingLastComponent()
    while !place.components.isEmpty, (try? place.status()) == nil {
      place = place.removingLastComponent()
    }
    return try OpenDirectory(place.orCurrent, following: .links)
  }

  /// Reads all of a snapshot and puts in place what is wanted.
  ///
  /// - Returns: the entries, each with what became of it: some give way to what somebody stores meanwhile.
  mutating func take(
    _ entries: [ImportEntry],
    from reader: SnapshotReader,
    _ tell: (@Sendable (Int64) -> Void)?
  ) async throws(SnapshotsError) -> [ImportEntry] {
    do {
      try make()
      try await readAll(entries, from: reader, tell)
    } catch {
      removeAll()
      throw error
    }
    guard let destination else { return try await publish(entries, of: reader.manifest.files) }
    do {
      try appear(at: destination)
      return entries
    } catch  where error.errno == .directoryNotEmpty || error.errno == .fileExists {
      return try await moveInto(destination, reader.manifest.files)
    } catch {
      removeAll()
      throw .notImported(error)
    }
  }

  /// Puts in place what waits in the cache.
  private func publish(
    _ entries: [ImportEntry],
    of files: [SnapshotFile]
  ) async throws(SnapshotsError) -> [ImportEntry] {
    let journal = Self.journal(of: entries, files)
    do {
      try write(journal, of: entries)
    } catch {
      removeAll()
      throw error
    }
    do {
      // From here on the next import finishes what this one does not.
      if let outrun = try await ImportRecovery.finish(journal, of: name, in: directory, now) {
        return entries.map { outrun.contains($0.first) ? $0.givingWay : $0 }
      }
      // Somebody else has: what it found there is to be seen in the cache.
      let found = try await survey(files)
      return zip(entries, found).map { entry, found in
        entry.isWanted && found.fate != .same ? entry.givingWay : entry
      }
    } catch {
      throw .unfinished(error)
    }
  }

  /// Goes on in a cache that somebody else has made meanwhile, with what has been read already.
  private func moveInto(
    _ directory: FilePath,
    _ files: [SnapshotFile]
  ) async throws(SnapshotsError) -> [ImportEntry] {
    defer { removeAll() }
    var site = ImportSite(directory, after: self)
    let entries: [ImportEntry]
    do {
      entries = try await site.survey(files)
    } catch {
      throw .notImported(error)
    }
    do {
      try site.make()
      try moveFiles(of: entries, files, to: site)
    } catch {
      site.removeAll()
      throw error
    }
    return try await site.publish(entries, of: files)
  }

  /// Moves the files of entries that are wanted from their places to their numbers.
  private func moveFiles(
    of entries: [ImportEntry],
    _ files: [SnapshotFile],
    to site: ImportSite
  ) throws(SnapshotsError) {
    do throws(SystemFailure) {
      let permissions = try site.permissions()
      let chain = FolderChain(try folder())
      let target = try site.folder()
      for number in entries.lazy.filter(\.isWanted).flatMap(\.files) {
        let names = files[number].path.names
        guard let last = names.last, let name = ImportFolder.name(of: number) else { continue }
        try chain.with(names.dropLast()) { folder throws(SystemFailure) in
          // They have the mode that those of another cache would have.
          if try folder.status(of: last).mode != permissions {
            try? folder.file(last).setPermissions(permissions)
          }
          try folder.move(last, to: target, as: name)
        }
      }
    } catch {
      throw .notImported(error)
    }
  }

  private mutating func make() throws(SnapshotsError) {
    do {
      if let destination {
        missing = Self.missing(above: destination)
        try destination.removingLastComponent().orCurrent.makeDirectories(
          permissions: .ofCacheFolders
        )
        try directory.makeDirectory(permissions: .ofCacheFolders)
      } else {
        _ = try OwnFolder.made(OwnFolder.all + [name], in: directory)
      }
    } catch {
      throw .notImported(error)
    }
  }

  /// Says what is to be put in place, once everything that is has reached the disk.
  private func write(
    _ journal: ImportJournal,
    of entries: [ImportEntry]
  ) throws(SnapshotsError) {
    do {
      try ImportPublication.prepare(journal, in: directory)
      let folder = try folder()
      try folder.synchronizeFileSystem()
      try seeThatComplete(entries)
      try Publication.publish(
        journal.bytes,
        at: folder.path.appending(OwnFolder.journal),
        mode: .exactly(.ownerReadWrite)
      )
    } catch let failure as SystemFailure {
      throw .notImported(failure)
    } catch FilesError.notPublished(_, let failure) {
      throw .notImported(failure)
    } catch {
      throw .notImported(SystemFailure("rename", directory, .ioError))
    }
  }

  /// Reads while what was read before is verified and written, at the same time.
  private func readAll(
    _ entries: [ImportEntry],
    from reader: SnapshotReader,
    _ tell: (@Sendable (Int64) -> Void)?
  ) async throws(SnapshotsError) {
    let staging: ImportStaging
    do {
      staging = ImportStaging(
        in: try folder(),
        destination == nil ? .numbered : .placed,
        files: reader.manifest.files,
        isWanted: entries.flatMap { repeatElement($0.isWanted, count: $0.count) },
        permissions: try permissions()
      )
    } catch {
      throw .notImported(error)
    }
    let verifying = ImportVerifying(reader.manifest.files)
    // Two of them take turns: one is filled while the other is taken.
    var (batch, next) = (SnapshotBatch(), SnapshotBatch())
    var isMore = try reader.readBatch(&batch)
    var count: Int64 = 0
    while isMore {
      guard !Interruption.isAsked else {
        throw .notImported(SystemFailure("read", directory, .interrupted))
      }
      let current = batch
      count += Int64(current.bytes.count)
      tell?(count)
      async let failure = Self.failure(of: staging, verifying, taking: current)
      let read = Result { () throws(SnapshotsError) in try reader.readBatch(&next) }
      if let failure = await failure { throw failure }
      isMore = try read.get()
      swap(&batch, &next)
    }
  }

  /// Has a batch verified and written at the same time, and returns what went wrong.
  private static func failure(
    of staging: ImportStaging,
    _ verifying: ImportVerifying,
    taking batch: SnapshotBatch
  ) async -> SnapshotsError? {
    async let writing = staging.failure(taking: batch)
    if let failure = await verifying.failure(checking: batch) { return failure }
    return await writing.map(SnapshotsError.notImported)
  }

  /// Sees that nobody has taken files away that were put aside: housekeeping does, when whoever put them
  /// there has not been at work for very long.
  private func seeThatComplete(_ entries: [ImportEntry]) throws(SystemFailure) {
    var folder = try folder()
    var count = 0
    while try folder.next() != nil { count += 1 }
    guard count == entries.filter(\.isWanted).reduce(0, { $0 + $1.count }) else {
      throw SystemFailure("openat", folder.path, .noSuchFileOrDirectory)
    }
  }

  /// The permissions of the cache's files.
  private func permissions() throws(SystemFailure) -> FilePermissions {
    let mode = try directory.status().mode
    return PublishedMode.inherited(fromDirectoryWith: mode)
  }

  /// The folder that files are put aside in.
  private func folder() throws(SystemFailure) -> OpenDirectory {
    guard destination == nil else { return try OpenDirectory(directory) }
    return try OpenDirectory(directory, entering: (OwnFolder.all + [name])[...])
  }

  private static func journal(of entries: [ImportEntry], _ files: [SnapshotFile]) -> ImportJournal {
    ImportJournal(
      lines: entries.filter(\.isWanted).map { entry in
        ImportJournal.Line(
          number: entry.first,
          path: files[entry.first].path,
          isReplacing: entry.fate == .replacing
        )
      }
    )
  }

  private static func missing(above path: FilePath) -> [FilePath] {
    var missing: [FilePath] = []
    var folder = path.removingLastComponent()
    while !folder.components.isEmpty, (try? folder.status()) == nil {
      missing.append(folder)
      folder = folder.removingLastComponent()
    }
    return missing
  }

  /// Gives a cache its place.
  private func appear(at destination: FilePath) throws(SystemFailure) {
    try OpenDirectory(directory).synchronizeFileSystem()
    // A folder with nothing in it gives way; what somebody has begun to fill does not.
    try directory.rename(to: destination)
    try? destination.removingLastComponent().orCurrent.synchronizeDirectory()
  }

  /// Removes what the import has made, as far as the system lets us: the rest is too old one day.
  private func removeAll() {
    if destination == nil {
      ImportRecovery.remove(name, in: directory)
    } else {
      try? directory.removeTree()
      for folder in missing { try? folder.removeEmptyDirectory() }
    }
  }
}

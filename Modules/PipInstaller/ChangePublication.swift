internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// Makes a change as its journal says, as far as it is not made yet: whoever does it, and how often.
struct ChangePublication: ~Copyable {
  private let folder: OpenDirectory
  private let journal: ChangeJournal
  private let roots = OpenRoots()

  /// No journal has more bytes.
  private static let limit = 1 << 28

  init(_ folder: consuming OpenDirectory, _ journal: ChangeJournal) {
    self.folder = folder
    self.journal = journal
  }

  /// Reads the journal of a change; nil where it has none, or none that is whole and this user's.
  static func journal(
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> ChangeJournal? {
    guard let name = EntryName(systemText: EnvironmentChange.journalName) else { return nil }
    do {
      let file = try folder.file(name)
      guard try file.status().isOwn else { return nil }
      return try file.readToEnd(limit: limit).flatMap { ChangeJournal($0) }
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Writes the journal: from then on the change takes place.
  func writeJournal() throws(SystemFailure) {
    guard let name = EntryName(systemText: EnvironmentChange.journalName) else { return }
    try folder.replace(name, with: journal.bytes, permissions: .ownerReadWrite)
  }

  // MARK: - Before

  /// Sees that no file is where a folder is to be, and no folder where a file: what can fail fails before
  /// anything is changed.
  func seeThatNothingIsInTheWay() throws(SystemFailure) {
    for (number, target) in journal.folders.enumerated() {
      guard let source = try prepared(number) else { continue }
      try target.makeDirectories(permissions: .ofFolders)
      let folder = try OpenDirectory(target, following: .links)
      try folder.seeThatWritable()
      try Self.seeThatNothing(of: source, isInTheWayIn: folder)
    }
    var seen: Set<FilePath> = []
    for path in journal.removed where seen.insert(path.removingLastComponent()).inserted {
      do {
        try OpenDirectory(path.removingLastComponent(), following: .links).seeThatWritable()
      } catch  where error.errno == .noSuchFileOrDirectory {
        continue
      }
    }
  }

  private static func seeThatNothing(
    of source: borrowing OpenDirectory,
    isInTheWayIn target: borrowing OpenDirectory
  ) throws(SystemFailure) {
    var entries = try source.reopened()
    while let entry = try entries.next() {
      guard let there = try target.statusIfThere(of: entry.name) else { continue }
      let isFolder = try source.status(of: entry.name).kind == .directory
      guard isFolder == (there.kind == .directory) else {
        let errno: Errno = isFolder ? .notDirectory : .isDirectory
        throw SystemFailure("renameat", target.path(of: entry.name), errno)
      }
      guard isFolder else { continue }
      let below = try target.directory(entry.name)
      try below.seeThatWritable()
      try seeThatNothing(of: try source.directory(entry.name), isInTheWayIn: below)
    }
  }

  /// Opens the folder of files that belong to a target; nil where there is none, or none any more.
  private func prepared(_ number: Int) throws(SystemFailure) -> OpenDirectory? {
    guard let name = EntryName(systemText: String(number)) else { return nil }
    do {
      return try folder.directory(name)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
  }

  // MARK: - The change

  /// Makes the change.
  ///
  /// The metadata of what goes is the first to go, and that of what comes the last to come.
  func run() throws(SystemFailure) {
    let metadata = journal.removed.filter { Self.isMetadata($0.removingLastComponent()) }
    // Without one of these nobody sees a distribution.
    for path in metadata where Self.names.contains(path.lastSystemText) { try remove(path) }
    for path in metadata { try remove(path) }
    for path in journal.removed { try remove(path) }
    for isLast in [false, true] {
      for (number, target) in journal.folders.enumerated() {
        guard let source = try prepared(number) else { continue }
        let folder = try OpenDirectory(target, following: .links)
        try Self.merge(source, into: folder) { Self.isMetadata($0.systemText) == isLast }
      }
    }
    for path in journal.removed { removeEmptyFolders(above: path) }
  }

  private static let names = ["METADATA", "PKG-INFO"]

  private static func isMetadata(_ path: FilePath) -> Bool {
    isMetadata(path.lastSystemText)
  }

  private static func isMetadata(_ name: String) -> Bool {
    name.hasSuffix(".dist-info") || name.hasSuffix(".egg-info")
  }

  /// Removes a file.
  ///
  /// A link on the way to it leads out of the environment, and what is there is nobody's here.
  private func remove(_ path: FilePath) throws(SystemFailure) {
    guard let (root, names) = place(of: path), let name = names.last else { return }
    do {
      try roots.chain(root, following: .links).with(names.dropLast()) {
        folder throws(SystemFailure) in
        try folder.unlink(name)
      }
    } catch  where Self.isNowhere(error) {
      return
    }
  }

  private static func isNowhere(_ failure: SystemFailure) -> Bool {
    let reasons: [Errno] = [
      .noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels, .improperLink,
    ]
    return reasons.contains(failure.errno)
  }

  /// Returns the folder of the environment that a path is in, the nearest, and the names that lead there.
  private func place(of path: FilePath) -> (root: FilePath, names: [EntryName])? {
    let roots = journal.folders.filter { path.starts(with: $0) }
    guard let root = roots.max(by: { $0.components.count < $1.components.count }) else {
      return nil
    }
    var rest = path
    guard rest.removePrefix(root) else { return nil }
    let names = rest.components.compactMap {
      EntryName(systemText: FilePath(root: nil, [$0]).systemText)
    }
    return (root, names)
  }

  /// Puts what is in a folder into another; what is moved already is no longer there.
  private static func merge(
    _ source: borrowing OpenDirectory,
    into target: borrowing OpenDirectory,
    where isWanted: (EntryName) -> Bool = { _ in true }
  ) throws(SystemFailure) {
    var names: [EntryName] = []
    var entries = try source.reopened()
    while let entry = try entries.next() { if isWanted(entry.name) { names.append(entry.name) } }
    for name in names {
      do throws(SystemFailure) {
        try place(name, from: source, in: target)
      } catch  where error.errno == .noSuchFileOrDirectory {
        // Somebody else makes the same change to its end.
        guard try source.statusIfThere(of: name) == nil else { throw error }
      }
    }
  }

  private static func place(
    _ name: EntryName,
    from source: borrowing OpenDirectory,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) {
    let prepared = try source.status(of: name)
    let there = try target.statusIfThere(of: name)
    let isFolder = prepared.kind == .directory
    if let there, !isFolder, there.identity == prepared.identity {
      // Two names of one file: to rename one to the other changes nothing (POSIX, `rename`).
      return try source.unlink(name)
    }
    if !isFolder || there == nil {
      do {
        return try source.move(name, to: target)
      } catch  where [.fileExists, .directoryNotEmpty].contains(error.errno) && isFolder {
        // Somebody has made a folder of that name just now.
      } catch  where error.errno == .improperLink {
        guard isFolder else { return try copy(name, from: source, to: target) }
        try target.makeDirectoryUnlessThere(name, permissions: .ofFolders)
      }
    }
    try merge(try source.directory(name), into: try target.directory(name))
    try source.removeDirectory(name)
  }

  /// Puts a file into a folder of another file system.
  private static func copy(
    _ name: EntryName,
    from source: borrowing OpenDirectory,
    to target: borrowing OpenDirectory
  ) throws(SystemFailure) {
    guard let draft = EntryName(systemText: TemporaryName.adjacent(to: name.systemText)) else {
      throw SystemFailure("openat", target.path(of: name), .invalidArgument)
    }
    let file = try source.file(name)
    let mode = try file.status().mode
    let output = try target.newFile(draft)
    do {
      var position: Int64 = 0
      while case let bytes = try file.read(at: position, count: 1 << 20), !bytes.isEmpty {
        try output.write(bytes, at: position)
        position += Int64(bytes.count)
      }
      try output.setPermissions(mode)
      try output.closeReportingErrors()
      try target.rename(draft, to: name)
    } catch {
      try? target.unlink(draft)
      throw error
    }
    try source.unlink(name)
  }

  /// Removes folders that nothing is in any more, up to one that distributions share.
  private func removeEmptyFolders(above path: FilePath) {
    guard let (root, names) = place(of: path.removingLastComponent()) else { return }
    for depth in stride(from: names.count, to: 0, by: -1) {
      let folder = names.prefix(depth)
      let whole = root.appending(folder)
      guard !journal.folders.contains(whole), let name = folder.last,
        let chain = try? roots.chain(root, following: .links),
        (try? chain.with(folder.dropLast()) { parent throws(SystemFailure) in
          try parent.removeDirectory(name)
        }) != nil
      else { return }
    }
  }
}

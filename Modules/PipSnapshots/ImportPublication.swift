internal import PipArchives
internal import PipCache
internal import PipFiles
internal import PipHashing
internal import PipSystem
internal import SystemPackage

/// Puts in place what a journal says, as far as it is not in place yet: whoever does it, and how often.
///
/// The content of a response comes before its head: pip looks for the head first. What somebody has stored
/// since the snapshot was looked at stays.
struct ImportPublication {
  /// The cache directory.
  let directory: FilePath
  /// The name of the folder of the import.
  let name: EntryName
  /// The time.
  let now: Timestamp

  /// Makes the folders that entries need, and sees that nothing there is in the way: what can fail fails
  /// before anything is seen.
  static func prepare(_ journal: ImportJournal, in directory: FilePath) throws(SystemFailure) {
    let chain = FolderChain(try OpenDirectory(directory))
    for line in journal.lines {
      let names = line.path.names
      guard let last = names.last else { continue }
      try chain.with(names.dropLast(), making: .ofCacheFolders) { folder throws(SystemFailure) in
        try folder.seeThatWritable()
        try seeThatNoFolder(last, in: folder)
        if case .responseHead(let key) = line.path.role, let body = key.bodyName {
          try seeThatNoFolder(body, in: folder)
          if line.isReplacing { try seeThatReadable(last, in: folder) }
        }
      }
    }
  }

  /// Sees that a head can be read, if there is one: a tombstone for it is made of what it says.
  private static func seeThatReadable(
    _ head: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) {
    do {
      _ = try folder.file(head).status()
    } catch  where error.errno == .noSuchFileOrDirectory {
      return
    }
  }

  private static func seeThatNoFolder(
    _ name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) {
    guard try folder.statusIfThere(of: name)?.kind == .directory else { return }
    throw SystemFailure("renameat", folder.path(of: name), .isDirectory)
  }

  /// Puts everything in place.
  ///
  /// - Returns: the numbers of the lines that gave way to what somebody stores meanwhile.
  /// - Throws: `SystemFailure`; what is in place stays there.
  func run(_ journal: ImportJournal) async throws(SystemFailure) -> Set<Int> {
    let folder = try OpenDirectory(directory, entering: (OwnFolder.all + [name])[...])
    try await makeRoom(for: journal, folder)
    let chain = FolderChain(try OpenDirectory(directory))
    var outrun: Set<Int> = []
    for line in journal.lines {
      let names = line.path.names
      guard let last = names.last else { continue }
      let isPlaced = try chain.with(names.dropLast(), making: .ofCacheFolders) {
        target throws(SystemFailure) in
        if case .responseHead(let key) = line.path.role, let body = key.bodyName {
          try place(line, head: last, body: body, from: folder, in: target)
        } else {
          try place(line, last, from: folder, in: target)
        }
      }
      if !isPlaced { outrun.insert(line.number) }
    }
    return outrun
  }

  /// Puts one file in place; false where another has its name.
  private func place(
    _ line: ImportJournal.Line,
    _ name: EntryName,
    from folder: borrowing OpenDirectory,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    guard let staged = ImportFolder.name(of: line.number) else { return false }
    guard try folder.statusIfThere(of: staged) != nil else {
      // Somebody else finishes the same import, or has taken it away.
      return try target.statusIfThere(of: name) != nil
    }
    if line.isReplacing {
      try move(staged, over: name, from: folder, in: target)
    } else if try !move(staged, to: name, from: folder, in: target) {
      try drop(staged, in: folder)
      return false
    }
    return true
  }

  /// Puts a response in place; false where there is another by now.
  private func place(
    _ line: ImportJournal.Line,
    head: EntryName,
    body: EntryName,
    from folder: borrowing OpenDirectory,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    guard let stagedHead = ImportFolder.name(of: line.number),
      let stagedBody = ImportFolder.name(of: line.number + 1)
    else { return false }
    guard try folder.statusIfThere(of: stagedHead) != nil else {
      // The head is the last to move.
      return try target.statusIfThere(of: head) != nil
    }
    guard try makeVacant(head, body, in: target) else {
      try drop(stagedHead, in: folder)
      try drop(stagedBody, in: folder)
      return false
    }
    let own = try PlacedBody.ifWaiting(stagedBody, in: folder)
    try move(stagedBody, over: body, from: folder, in: target)
    if own == nil, try target.statusIfThere(of: body) == nil {
      try drop(stagedHead, in: folder)
      return false
    }
    if try !move(stagedHead, to: head, from: folder, in: target) {
      guard try !isHead(head, in: target) else {
        // Who has put a head there just now is about to put a body there, or had one there.
        let isSame = try haveSameBytes(stagedHead, in: folder, head, in: target)
        try drop(stagedHead, in: folder)
        if isSame { return true }
        if let own, try own.isStill(body, in: target) { try retire(head, in: target) }
        return false
      }
      try move(stagedHead, over: head, from: folder, in: target)
    }
    // Somebody else may have put a body there meanwhile: a head of one and a body of another are nobody's.
    guard let own, try !own.hasContent(of: body, in: target) else { return true }
    try retire(head, in: target)
    return false
  }

  private func haveSameBytes(
    _ name: EntryName,
    in folder: borrowing OpenDirectory,
    _ other: EntryName,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    do {
      let bytes = try folder.file(name).readToEnd(limit: CachedResponse.headLimit)
      let others = try target.file(other).readToEnd(limit: CachedResponse.headLimit)
      return bytes != nil && bytes == others
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    }
  }

  /// Puts a tombstone over a head, whosever it is; false where there is none, or one already.
  @discardableResult
  private func retire(
    _ head: EntryName,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    do {
      let mode = try target.status(of: head).mode
      let bytes = try target.file(head).readToEnd(limit: CachedResponse.headLimit) ?? []
      guard !Tombstone.isTombstone(bytes) else { return false }
      try Tombstone(inPlaceOf: bytes).place(over: head, with: mode, in: target)
      return true
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    }
  }

  /// Sees that there is no head that pip would read; false where somebody has stored one.
  ///
  /// Half a response is none. But pip puts a head in place before the body.
  private func makeVacant(
    _ head: EntryName,
    _ body: EntryName,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    guard try isHead(head, in: target) else { return true }
    guard try target.statusIfThere(of: body) == nil,
      now.since(try target.status(of: head).modified) > DeadEntries.grace
    else { return false }
    try drop(head, in: target)
    return true
  }

  /// Moves a file, or finds that it has been moved; false where another has its name.
  private func move(
    _ staged: EntryName,
    to name: EntryName,
    from folder: borrowing OpenDirectory,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    do {
      try folder.move(staged, to: target, as: name)
      return true
    } catch  where error.errno == .noSuchFileOrDirectory {
      // Or the folder was taken away in which it was to be.
      if try folder.statusIfThere(of: staged) != nil { throw error }
      return true
    } catch  where error.errno == .fileExists {
      // Where somebody else finishes the same import it is there because of that.
      return try folder.statusIfThere(of: staged) == nil
    }
  }

  /// Moves a file over whatever has its name, or finds that it has been moved.
  private func move(
    _ staged: EntryName,
    over name: EntryName,
    from folder: borrowing OpenDirectory,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) {
    do {
      try folder.move(staged, to: target, replacing: name)
    } catch  where error.errno == .noSuchFileOrDirectory {
      if try folder.statusIfThere(of: staged) != nil { throw error }
    }
  }

  /// Tells whether there is a head, and not what is left of one.
  private func isHead(
    _ head: EntryName,
    in target: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    do {
      guard try target.status(of: head).kind == .regular else { return false }
      let bytes = try target.file(head).readToEnd(limit: CachedResponse.headLimit)
      return bytes.map { !Tombstone.isTombstone($0) } ?? true
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    }
  }

  private func drop(
    _ name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) {
    do {
      try folder.unlink(name)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return
    }
  }

  /// Puts tombstones over heads that are to be replaced, and waits for those who have read one of them: nobody
  /// reads an old head and a new content.
  private func makeRoom(
    for journal: ImportJournal,
    _ folder: borrowing OpenDirectory
  ) async throws(SystemFailure) {
    var isPlaced = false
    for line in journal.lines where line.isReplacing {
      guard case .responseHead(let key) = line.path.role, let head = key.headName,
        let staged = ImportFolder.name(of: line.number)
      else { continue }
      do throws(SystemFailure) {
        let target = try OpenDirectory(directory, entering: line.path.names.dropLast())
        if try retire(head, in: target, for: staged, of: folder) { isPlaced = true }
      } catch  where error.errno == .noSuchFileOrDirectory {
        // What is not there, or in place already, is in nobody's way.
        continue
      }
    }
    // Where the wait is cut short a reader may have to fetch one anew.
    if isPlaced { try? await Task.sleep(for: Tombstone.patience) }
  }

  /// Puts a tombstone over a head; false where there is none, or one already.
  private func retire(
    _ head: EntryName,
    in target: borrowing OpenDirectory,
    for staged: EntryName,
    of folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    let new = try folder.file(staged)
    guard try retire(head, in: target) else { return false }
    // Who finishes the same import may have been here just before: then it was the new one.
    if try folder.statusIfThere(of: staged) == nil,
      let bytes = try new.readToEnd(limit: CachedResponse.headLimit)
    {
      try target.replace(head, with: bytes, permissions: try new.status().mode)
    }
    return true
  }
}

/// A body that is being put in place: whether it stays there is seen afterwards.
private struct PlacedBody: ~Copyable {
  let content: FileRange
  let identity: FileStatus.Identity

  /// Opens a body that waits; nil where it waits no more.
  static func ifWaiting(
    _ name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> PlacedBody? {
    do {
      let file = try folder.file(name)
      let identity = try file.status().identity
      return PlacedBody(content: try FileRange(file), identity: identity)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Tells whether a name is still the body's.
  func isStill(
    _ name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    try folder.statusIfThere(of: name)?.identity == identity
  }

  /// Tells whether what a name means has the same content.
  func hasContent(
    of name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    if try isStill(name, in: folder) { return true }
    do {
      let other = try FileRange(try folder.file(name))
      guard other.length == content.length else { return false }
      return try other.digest(.sha256) == content.digest(.sha256)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    }
  }
}

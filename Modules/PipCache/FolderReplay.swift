internal import PipFiles
internal import PipSystem

/// Walks a part of a cache and opens only those folders that have changed since the last time.
///
/// The records of the last walk are gone through in their order. Each folder is looked at, and where
/// it is the same, each of its files; where it is not, it is opened and read, and what is new in it
/// walked as ever.
struct FolderReplay {
  private let walk: TreeWalk
  private let device: UInt64

  /// Whether what is learned is worth taking down.
  private let isRemembered: Bool

  /// What changed later is not remembered.
  private let end: Timestamp

  private var reader: FolderRecord.Reader
  private var writer: FolderRecord.Writer

  /// The names that lead to the folder that is looked at, from the cache directory.
  private var names: [EntryName]

  /// What that folder is for.
  private var folder = CacheFolder.root

  /// How many of them lead to the folder above the part.
  private var above = 0

  /// Where the folder that is looked at lies, from that of the part.
  private var path = EntryPath()

  /// Whether all was looked at; if not, nothing is learned from the walk.
  private var isWhole = true

  /// Begins with what is remembered of the part.
  ///
  /// - Parameters:
  ///   - walk: how folders are walked.
  ///   - device: the file system that must not be left.
  ///   - bytes: what is remembered.
  ///   - isRemembered: whether what is learned is worth taking down.
  ///   - end: folders that changed later are not remembered.
  init(
    _ walk: TreeWalk,
    on device: UInt64,
    knowing bytes: [UInt8],
    isRemembered: Bool,
    until end: Timestamp
  ) {
    self.walk = walk
    self.device = device
    self.end = end
    self.isRemembered = isRemembered
    reader = FolderRecord.Reader(bytes)
    writer = FolderRecord.Writer(besides: bytes)
    names = []
  }

  /// Walks a part.
  ///
  /// - Parameters:
  ///   - part: the folder.
  ///   - parent: the directory that it is in.
  ///   - sum: is told of what lies in it.
  /// - Returns: what is worth remembering of it; nil where that is nothing new.
  mutating func visit<Sum: CacheSum>(
    _ part: EntryName,
    of parent: borrowing OpenDirectory,
    _ sum: inout Sum
  ) -> [UInt8]? {
    names = parent.names + [part]
    above = parent.names.count
    folder = CacheFolder(names)
    if let record = reader.next(at: 0), record.name == part {
      replay(record, of: parent, &sum)
    } else {
      enterNew(part, of: parent, &sum)
    }
    let learned = writer.result()
    return isRemembered && isWhole ? learned : nil
  }

  /// Goes through what is remembered of the part.
  private mutating func replay<Sum: CacheSum>(
    _ record: FolderRecord,
    of parent: borrowing OpenDirectory,
    _ sum: inout Sum
  ) {
    let walk = walk
    guard
      let base = walk.descend([record.name], from: parent, { tell($1, in: $0, &sum) })
    else { return }
    if let known = known(record, from: base, sum.detail), !sum.needsOpening(known) {
      add(known, record, from: base, &sum)
    } else {
      open(record, in: parent, from: base, &sum)
    }
  }

  private mutating func enter<Sum: CacheSum>(
    _ record: FolderRecord,
    from base: borrowing OpenDirectory,
    _ sum: inout Sum
  ) {
    guard !walk.isOver() else { return isWhole = false }
    let outer = folder
    folder = outer.folder(record.name)
    names.append(record.name)
    path.append(record.name)
    defer {
      folder = outer
      names.removeLast()
      path.removeLast(record.name)
    }
    if let known = known(record, from: base, sum.detail), !sum.needsOpening(known) {
      return add(known, record, from: base, &sum)
    }
    let walk = walk
    let between = names.dropFirst(above + 1).dropLast()
    guard let parent = walk.descend(between, from: base, { tell($1, in: $0, &sum) }) else {
      return reader.skip(below: record.depth)
    }
    open(record, in: parent, from: base, &sum)
  }

  private mutating func add<Sum: CacheSum>(
    _ known: KnownFolder,
    _ record: FolderRecord,
    from base: borrowing OpenDirectory,
    _ sum: inout Sum
  ) {
    sum.add(known)
    take(known, record)
    while let child = reader.next(at: record.depth + 1) { enter(child, from: base, &sum) }
  }

  /// Takes down a folder that has the same names in it; the sizes of its files may have changed.
  private mutating func take(_ known: KnownFolder, _ record: FolderRecord) {
    guard isRemembered, known.totals == nil else { return writer.copy(record) }
    let totals = totals(of: known.files, in: folder)
    guard record.totals != totals else { return writer.copy(record) }
    writer.begin(record)
    writer.add(known.files.map(\.name), totals)
  }

  /// Returns what files of a folder add up to, if that is worth remembering.
  private func totals(
    of files: [KnownFolder.File],
    in folder: CacheFolder
  ) -> CacheInventory.Totals? {
    guard files.allSatisfy({ $0.status.changed < end }) else { return nil }
    return CacheInventory.totals(of: files, in: folder.area)
  }

  /// Returns a folder as it is now if it has the same names in it; nil where it must be opened.
  private mutating func known(
    _ record: FolderRecord,
    from base: borrowing OpenDirectory,
    _ detail: KnownFolder.Detail
  ) -> KnownFolder? {
    guard let status = try? base.status(at: path), record.isStill(status),
      status.identity.device == device
    else { return nil }
    var known = KnownFolder(
      names: names,
      folder: folder,
      status: status,
      hasFolders: (reader.nextDepth ?? 0) > record.depth
    )
    if detail < .files { known.totals = record.totals }
    if detail == .totals, known.totals != nil { return known }
    guard let names = reader.files(of: record) else { return nil }
    known.files.reserveCapacity(names.count)
    for name in names {
      let role = folder.role(of: name)
      if known.totals != nil, case .responseHead(let key) = role {
        known.heads.append(key)
        continue
      }
      path.append(name)
      defer { path.removeLast(name) }
      guard let status = try? base.status(at: path) else { return nil }
      known.files.append(KnownFolder.File(name: name, role: role, status: status))
    }
    return known
  }

  /// Opens a folder that has changed, and goes on with what is remembered of the folders in it.
  private mutating func open<Sum: CacheSum>(
    _ record: FolderRecord,
    in parent: borrowing OpenDirectory,
    from base: borrowing OpenDirectory,
    _ sum: inout Sum
  ) {
    let walk = walk
    guard var folder = walk.begin(record.name, of: parent, on: device, { tell($1, in: $0, &sum) })
    else { return reader.skip(below: record.depth) }
    var unknown = Set(walk.visitFiles(of: &folder) { tell($1, in: $0, &sum) })
    while let child = reader.next(at: record.depth + 1) {
      if unknown.remove(child.name) == nil {
        reader.skip(below: child.depth)
      } else {
        enter(child, from: base, &sum)
      }
    }
    for name in unknown { enterNew(name, of: folder, &sum) }
  }

  /// Walks a folder of which nothing is remembered.
  private mutating func enterNew<Sum: CacheSum>(
    _ name: EntryName,
    of parent: borrowing OpenDirectory,
    _ sum: inout Sum
  ) {
    let walk = walk
    walk.enter(name, of: parent, on: device) { tell($1, in: $0, &sum) }
    // Then folders may have been passed over.
    if walk.isOver() { isWhole = false }
  }

  /// Takes down what happens in an open folder, and tells the sum.
  private mutating func tell<Sum: CacheSum>(
    _ event: TreeWalk.Event,
    in directory: borrowing OpenDirectory,
    _ sum: inout Sum
  ) {
    let folder = CacheFolder(directory.names)
    if isRemembered { take(event, in: folder, directory) }
    sum.add(event, in: folder, directory)
  }

  private mutating func take(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  ) {
    switch event {
    case .folder(let status):
      guard let name = directory.names.last else { break }
      var record = FolderRecord(
        depth: directory.names.count - above - 1,
        name: name,
        inode: status.identity.inode,
        changed: status.changed < end ? status.changed : nil
      )
      record.totals = CacheInventory.Totals()
      writer.begin(record)
    case .files(let files):
      let known = files.map { file in
        KnownFolder.File(name: file.name, role: folder.role(of: file.name), status: file.status)
      }
      writer.add(files.map(\.name), totals(of: known, in: folder))
    case .empty: break
    // It must be told the next time, too.
    case .obstacle: isWhole = false
    }
  }
}

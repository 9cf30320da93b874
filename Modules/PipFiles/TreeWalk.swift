package import PipSystem
package import SystemPackage

/// Visits the files below a directory, folder by folder, and never leaves it.
///
/// Folders are reached from open ones and links are not followed, so nobody can lead the walk
/// elsewhere; what another file system is mounted over is left alone. Everything may vanish
/// meanwhile: what is gone is passed over. At most `batch` files are held at a time.
package struct TreeWalk: Sendable {
  /// How many levels of folders are entered below the first.
  package var depthLimit: Int

  /// How many files are told at once: a folder with more is told in parts.
  package var batch: Int

  /// Tells whether to enter no more folders; asked before each.
  package var isOver: @Sendable () -> Bool

  /// Creates a walk.
  package init(
    depthLimit: Int = 64,
    batch: Int = 4096,
    isOver: @escaping @Sendable () -> Bool = { false }
  ) {
    self.depthLimit = depthLimit
    self.batch = batch
    self.isOver = isOver
  }

  /// A file, or a folder that was not entered.
  package struct File: Sendable, Hashable {
    /// Its name in its folder.
    package var name: EntryName
    /// What the file system knows about it.
    package var status: FileStatus

    /// Creates a file from what is known of it.
    package init(name: EntryName, status: FileStatus) {
      self.name = name
      self.status = status
    }
  }

  /// Something in the way of a walk.
  package enum Obstacle: Sendable, Hashable {
    /// A folder or a file could not be looked at.
    case unreadable(FilePath, SystemFailure)
    /// Another file system is mounted there.
    case mountPoint(FilePath)
    /// A link is where a folder is meant to be.
    case link(FilePath)
    /// The folders are nested deeper than anybody's should be.
    case tooDeep(FilePath)
  }

  /// What happens on a walk.
  package enum Event: Sendable {
    /// A folder is entered.
    case folder(FileStatus)
    /// Files of it; more may follow.
    case files([File])
    /// Nothing is in it.
    case empty
    /// Something was in the way.
    case obstacle(Obstacle)
  }

  /// Tells a visitor what happens, with the open directory that it happens in.
  package typealias Visitor<Failure: Error> =
    (borrowing OpenDirectory, Event) throws(Failure) -> Void

  /// Visits a directory and all below it.
  ///
  /// - Parameters:
  ///   - directory: where to begin.
  ///   - visit: is told what happens.
  /// - Throws: what the visitor throws.
  package func visit<Failure: Error>(
    _ directory: consuming OpenDirectory,
    _ visit: Visitor<Failure>
  ) throws(Failure) {
    let status: FileStatus
    do {
      status = try directory.status()
    } catch {
      return try visit(directory, .obstacle(.unreadable(directory.path, error)))
    }
    try visit(directory, .folder(status))
    for folder in try visitFiles(of: &directory, visit) {
      try enter(folder, of: directory, on: status.identity.device, visit)
    }
  }

  /// Visits the files of a directory and returns the names of the folders in it.
  ///
  /// - Parameters:
  ///   - directory: where the files are; its entries must not have been read before.
  ///   - visit: is told of the files.
  /// - Returns: the names.
  /// - Throws: what the visitor throws.
  package func visitFiles<Failure: Error>(
    of directory: inout OpenDirectory,
    _ visit: Visitor<Failure>
  ) throws(Failure) -> [EntryName] {
    var files: [File] = []
    var folders: [EntryName] = []
    var isEmpty = true
    while let entry = try next(of: &directory, &isEmpty, visit) {
      if entry.isDirectory == true {
        folders.append(entry.name)
      } else if let status = try look(at: entry.name, in: directory, visit) {
        if status.kind == .directory {
          folders.append(entry.name)
        } else {
          files.append(File(name: entry.name, status: status))
        }
      }
      if files.count >= batch {
        try visit(directory, .files(files))
        files.removeAll(keepingCapacity: true)
      }
    }
    if !files.isEmpty { try visit(directory, .files(files)) }
    if isEmpty { try visit(directory, .empty) }
    return folders
  }

  /// Visits a folder of an open directory and all below it.
  ///
  /// - Parameters:
  ///   - name: the folder.
  ///   - parent: the directory that it is in.
  ///   - device: the file system that must not be left.
  ///   - visit: is told what happens.
  /// - Throws: what the visitor throws.
  package func enter<Failure: Error>(
    _ name: EntryName,
    of parent: borrowing OpenDirectory,
    on device: UInt64,
    _ visit: Visitor<Failure>
  ) throws(Failure) {
    guard !isOver(), var folder = try begin(name, of: parent, on: device, visit) else { return }
    for name in try visitFiles(of: &folder, visit) {
      try enter(name, of: folder, on: device, visit)
    }
  }

  /// Opens a folder of an open directory and tells of it.
  ///
  /// - Parameters:
  ///   - name: the folder.
  ///   - parent: the directory that it is in.
  ///   - device: the file system that must not be left.
  ///   - visit: is told what happens.
  /// - Returns: the open folder; nil where it is gone, or something is in the way.
  /// - Throws: what the visitor throws.
  package func begin<Failure: Error>(
    _ name: EntryName,
    of parent: borrowing OpenDirectory,
    on device: UInt64,
    _ visit: Visitor<Failure>
  ) throws(Failure) -> OpenDirectory? {
    guard parent.names.count < depthLimit else {
      try visit(parent, .obstacle(.tooDeep(parent.path(of: name))))
      return nil
    }
    let folder: OpenDirectory
    do {
      folder = try parent.directory(name)
    } catch {
      try tell(error, at: name, in: parent, visit)
      return nil
    }
    let status: FileStatus
    do {
      status = try folder.status()
    } catch {
      try tell(error, at: name, in: parent, visit)
      return nil
    }
    guard status.identity.device == device else {
      try visit(parent, .obstacle(.mountPoint(folder.path)))
      return nil
    }
    try visit(folder, .folder(status))
    return folder
  }

  /// Opens the folder that some names lead to from an open one, and tells of nothing but obstacles.
  ///
  /// - Parameters:
  ///   - names: the names.
  ///   - base: where they lead from.
  ///   - visit: is told what is in the way.
  /// - Returns: the open folder; nil where it is gone, or something is in the way.
  /// - Throws: what the visitor throws.
  package func descend<Failure: Error>(
    _ names: ArraySlice<EntryName>,
    from base: borrowing OpenDirectory,
    _ visit: Visitor<Failure>
  ) throws(Failure) -> OpenDirectory? {
    do {
      var folder = try base.reopened()
      for name in names { folder = try folder.directory(name) }
      return folder
    } catch {
      guard error.errno != .noSuchFileOrDirectory else { return nil }
      try visit(base, .obstacle(Self.obstacle(error, error.path ?? base.path)))
      return nil
    }
  }

  private static func obstacle(_ failure: SystemFailure, _ path: FilePath) -> Obstacle {
    failure.errno == .improperLink ? .mountPoint(path) : .unreadable(path, failure)
  }

  private func next<Failure: Error>(
    of directory: inout OpenDirectory,
    _ isEmpty: inout Bool,
    _ visit: Visitor<Failure>
  ) throws(Failure) -> DirectoryEntry? {
    do {
      let entry = try directory.next()
      if entry != nil { isEmpty = false }
      return entry
    } catch  where error.errno == .noSuchFileOrDirectory {
      // The folder was removed since it was opened.
      return nil
    } catch {
      isEmpty = false
      try visit(directory, .obstacle(.unreadable(directory.path, error)))
      return nil
    }
  }

  private func look<Failure: Error>(
    at name: EntryName,
    in directory: borrowing OpenDirectory,
    _ visit: Visitor<Failure>
  ) throws(Failure) -> FileStatus? {
    do {
      return try directory.status(of: name)
    } catch {
      try tell(error, at: name, in: directory, visit)
      return nil
    }
  }

  private func tell<Failure: Error>(
    _ failure: SystemFailure,
    at name: EntryName,
    in directory: borrowing OpenDirectory,
    _ visit: Visitor<Failure>
  ) throws(Failure) {
    // It vanished since its name was read: others may remove what they like.
    guard failure.errno != .noSuchFileOrDirectory else { return }
    try visit(directory, .obstacle(Self.obstacle(failure, directory.path(of: name))))
  }
}

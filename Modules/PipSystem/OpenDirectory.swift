internal import CPipSystem
package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// An open directory, from which its entries are reached: whoever replaces a folder on the way to it
/// by a link leads nobody astray.
package struct OpenDirectory: ~Copyable, Sendable {
  private var entries: EntryStream

  /// The directory that was opened by its path.
  private let root: FilePath

  /// The names that lead from that directory to this one; none for itself.
  package let names: [EntryName]

  private var number: CInt { entries.number }

  private init(
    adopting number: CInt,
    root: FilePath,
    names: [EntryName]
  ) throws(SystemFailure) {
    do {
      entries = try EntryStream(adopting: number)
    } catch {
      throw SystemFailure("fdopendir", root.appending(names), error)
    }
    self.root = root
    self.names = names
  }

  /// Opens a directory by its path.
  package init(_ path: FilePath, following: Following = .nothing) throws(SystemFailure) {
    let flags = following == .links ? Self.flags & ~O_NOFOLLOW : Self.flags
    let number = try retrying("open", path) {
      unsafe path.withPlatformString { unsafe Platform.open($0, flags, 0) }
    }
    try self.init(adopting: number, root: path, names: [])
  }

  /// Opens the directory that some names lead to from another; links are refused on the whole way.
  package init(_ path: FilePath, entering names: ArraySlice<EntryName>) throws(SystemFailure) {
    var folder = try OpenDirectory(path)
    if names.count > 1, let last = try folder.directory(names) {
      self = last
      return
    }
    for name in names { folder = try folder.directory(name) }
    self = folder
  }

  /// Opens the directory that some names lead to from this one, as `directory(_:)` does, with one call; nil
  /// where the system has none for that.
  private func directory(_ names: ArraySlice<EntryName>) throws(SystemFailure) -> OpenDirectory? {
    guard let opened = try openWithin(names) else { return nil }
    return try OpenDirectory(adopting: opened, root: root, names: self.names + names)
  }

  /// Opens a directory in this one; links are refused, and so is what is mounted there (`EXDEV`), be it
  /// a part of the same file system, where the system can tell.
  ///
  /// The C function is `openat2`, else `openat`.
  package func directory(_ name: EntryName) throws(SystemFailure) -> OpenDirectory {
    let opened = try openFolder(name)
    return try OpenDirectory(adopting: opened, root: root, names: names + [name])
  }

  private func openFolder(_ name: EntryName) throws(SystemFailure) -> CInt {
    if let opened = try openWithin([name]) { return opened }
    return try open(name, Self.flags)
  }

  /// Opens the directory that some names lead to, nil for Linux before 5.6, for sandboxes that know only
  /// older calls, and for other systems.
  private func openWithin(_ names: ArraySlice<EntryName>) throws(SystemFailure) -> CInt? {
    #if os(Linux)
    var way = EntryPath()
    for name in names { way.append(name) }
    return try openWithin(way, Self.flags)
    #else
    return nil
    #endif
  }

  #if os(Linux)
  private func openWithin(_ way: EntryPath, _ flags: CInt) throws(SystemFailure) -> CInt? {
    while true {
      let opened = unsafe way.withPlatformString { unsafe swiftpip_open_within(number, $0, flags) }
      guard opened == -1 else { return opened }
      switch Errno.current {
      case .interrupted: continue
      // The way was changed just now. Of what is opened without waiting it says that somebody else has it.
      case .resourceTemporarilyUnavailable where flags & O_NONBLOCK == 0: continue
      case .noFunction, .notPermitted: return nil
      case let error: throw SystemFailure("openat2", path.appending(way.names), error)
      }
    }
  }
  #endif

  /// Opens this directory once more, to read its entries from the beginning.
  package func reopened() throws(SystemFailure) -> OpenDirectory {
    let opened = try retrying("openat", path) { unsafe openat(number, ".", Self.flags) }
    return try OpenDirectory(adopting: opened, root: root, names: names)
  }

  /// Tells whether an entry is there of which something is true, wherever this directory is being read.
  package func contains(
    where isWanted: (EntryName) -> Bool
  ) throws(SystemFailure) -> Bool {
    var entries = try reopened()
    while let entry = try entries.next() {
      if isWanted(entry.name) { return true }
    }
    return false
  }

  /// Opens a regular file in this directory for reading, without waiting for anybody; links are
  /// refused.
  ///
  /// Where the system lets us, that it is read leaves no trace: when a file was last used is what
  /// housekeeping goes by, and to look at it is no use.
  package func file(_ name: EntryName) throws(SystemFailure) -> OwnedDescriptor {
    let opened = try openForReading(name)
    return try OwnedDescriptor(adopting: opened, root: root, folder: names, path: EntryPath(name))
      .requiringRegularFile()
  }

  /// Opens a regular file below this directory as `file(_:)` does; links are refused on the whole way, and
  /// so is what is mounted there, where the system can tell.
  package func file(at path: EntryPath) throws(SystemFailure) -> OwnedDescriptor {
    #if os(Linux)
    var opened = try openWithin(path, Self.secretReadingFlags)
    // Only owners may read in secret.
    if opened == nil { opened = try openWithin(path, Self.readingFlags) }
    if let opened {
      return try OwnedDescriptor(adopting: opened, root: root, folder: names, path: path)
        .requiringRegularFile()
    }
    #endif
    return try fileStepByStep(at: path)
  }

  /// Opens a file below this directory, folder by folder: the way where the system has no call for all of it.
  func fileStepByStep(at path: EntryPath) throws(SystemFailure) -> OwnedDescriptor {
    var names = path.names
    guard let name = names.popLast() else { throw SystemFailure("openat", self.path, .isDirectory) }
    guard let first = names.first else { return try file(name) }
    var folder = try directory(first)
    for name in names.dropFirst() { folder = try folder.directory(name) }
    return try folder.file(name)
  }

  private static let readingFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY

  #if os(Linux)
  private static let secretReadingFlags = readingFlags | CInt(swiftpip_open_without_access_time)
  #endif

  private func openForReading(_ name: EntryName) throws(SystemFailure) -> CInt {
    #if os(Linux)
    do {
      return try open(name, Self.secretReadingFlags)
    } catch  where error.errno == .notPermitted {
      // Only owners may read in secret.
      return try open(name, Self.readingFlags)
    }
    #else
    return try open(name, Self.readingFlags)
    #endif
  }

  private func open(
    _ name: EntryName,
    _ flags: CInt,
    _ permissions: FilePermissions = []
  ) throws(SystemFailure) -> CInt {
    while true {
      let opened = unsafe name.withPlatformString {
        unsafe openat(number, $0, flags, permissions.rawValue)
      }
      guard opened == -1 else { return opened }
      // The path is for the message alone: to make it costs more than the call.
      guard errno == EINTR else { throw SystemFailure("openat", path(of: name), .current) }
    }
  }

  /// Returns what the file system knows about the directory itself.
  ///
  /// The C function is `fstat`.
  package func status() throws(SystemFailure) -> FileStatus {
    var raw = Platform.Status()
    guard unsafe fstat(number, &raw) == 0 else { throw SystemFailure("fstat", path, .current) }
    return FileStatus(raw)
  }

  /// Returns what the file system knows about an entry; a link is itself the subject.
  ///
  /// The C function is `fstatat`.
  package func status(of name: EntryName) throws(SystemFailure) -> FileStatus {
    var raw = Platform.Status()
    let result = unsafe name.withPlatformString {
      unsafe fstatat(number, $0, &raw, AT_SYMLINK_NOFOLLOW)
    }
    guard result == 0 else { throw SystemFailure("fstatat", path(of: name), .current) }
    return FileStatus(raw)
  }

  /// Returns what is known of a name; nil where there is certainly nothing of it.
  package func statusIfThere(of name: EntryName) throws(SystemFailure) -> FileStatus? {
    do {
      return try status(of: name)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Returns what the file system knows about something below the directory; a link is itself the
  /// subject.
  ///
  /// Links on the way are followed: whoever asks has looked at each folder of the way before. The C
  /// function is `fstatat`.
  package func status(at path: EntryPath) throws(SystemFailure) -> FileStatus {
    var raw = Platform.Status()
    let result = unsafe path.withPlatformString {
      unsafe fstatat(number, $0, &raw, AT_SYMLINK_NOFOLLOW)
    }
    guard result == 0 else { throw SystemFailure("fstatat", self.path, .current) }
    return FileStatus(raw)
  }

  /// Returns the next entry, or nil where there are no more; `.` and `..` are left out.
  ///
  /// The order is the file system's. The C function is `readdir`.
  package mutating func next() throws(SystemFailure) -> DirectoryEntry? {
    do {
      while let entry = try entries.next() {
        if !entry.name.isDots { return entry }
      }
      return nil
    } catch {
      throw SystemFailure("readdir", path, error)
    }
  }

  /// Makes a file in this directory that nobody has yet, for writing.
  ///
  /// The C function is `openat` with `O_EXCL`.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - permissions: its permissions, of which the user's umask takes some away.
  /// - Returns: the open file.
  /// - Throws: `SystemFailure`.
  package func newFile(
    _ name: EntryName,
    permissions: FilePermissions = .ownerReadWrite
  ) throws(SystemFailure) -> OwnedDescriptor {
    let opened = try open(
      name,
      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
      permissions
    )
    return OwnedDescriptor(adopting: opened, root: root, folder: names, path: EntryPath(name))
  }

  /// Makes a file below this directory that nobody has yet, for writing.
  ///
  /// Links on the way are followed: whoever asks has made each folder of the way. The C function is `openat`
  /// with `O_EXCL`.
  ///
  /// - Parameters:
  ///   - path: where it is to be.
  ///   - permissions: its permissions, of which the user's umask takes some away.
  /// - Returns: the open file.
  /// - Throws: `SystemFailure`.
  package func newFile(
    at path: EntryPath,
    permissions: FilePermissions
  ) throws(SystemFailure) -> OwnedDescriptor {
    try newFile(EntryName(terminated: path.terminated), permissions: permissions)
  }

  /// Makes a directory below this one; it is no error if there is something already.
  ///
  /// Links on the way are followed: whoever asks has made each folder of the way. The C function is `mkdirat`.
  package func makeDirectoryUnlessThere(
    at path: EntryPath,
    permissions: FilePermissions
  ) throws(SystemFailure) {
    try makeDirectoryUnlessThere(
      EntryName(terminated: path.terminated),
      permissions: permissions
    )
  }

  /// Gives a file of another directory one more name below this one.
  ///
  /// Links on the way are followed: whoever asks has made each folder of the way. The C function is `linkat`.
  package func link(
    _ name: EntryName,
    of other: borrowing OpenDirectory,
    at path: EntryPath
  ) throws(SystemFailure) {
    try link(name, of: other, as: EntryName(terminated: path.terminated))
  }

  /// Makes a directory in this one.
  ///
  /// The C function is `mkdirat`.
  package func makeDirectory(
    _ name: EntryName,
    permissions: FilePermissions
  ) throws(SystemFailure) {
    try unsafe call("mkdirat", name) { unsafe mkdirat(number, $0, permissions.rawValue) }
  }

  /// Makes a directory in this one; it is no error if there is something of that name.
  ///
  /// The C function is `mkdirat`.
  package func makeDirectoryUnlessThere(
    _ name: EntryName,
    permissions: FilePermissions
  ) throws(SystemFailure) {
    do {
      try unsafe call("mkdirat", name) { unsafe mkdirat(number, $0, permissions.rawValue) }
    } catch  where error.errno == .fileExists {
      return
    }
  }

  /// Notes that a file of this directory was last changed just now, whatever is in it.
  ///
  /// The C function is `utimensat`.
  package func touch(_ name: EntryName) throws(SystemFailure) {
    try unsafe call("utimensat", name) {
      unsafe utimensat(number, $0, nil, AT_SYMLINK_NOFOLLOW)
    }
  }

  /// Makes a symbolic link in this directory.
  ///
  /// The C function is `symlinkat`.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - target: where it leads, as it is written.
  /// - Throws: `SystemFailure`.
  package func makeLink(_ name: EntryName, to target: FilePath) throws(SystemFailure) {
    try unsafe call("symlinkat", name) { name in
      unsafe target.withPlatformString { unsafe symlinkat($0, number, name) }
    }
  }

  /// Removes a name that is not a directory's.
  ///
  /// The C function is `unlinkat`.
  package func unlink(_ name: EntryName) throws(SystemFailure) {
    try unsafe call("unlinkat", name) { unsafe unlinkat(number, $0, 0) }
  }

  /// Removes a directory that is empty.
  ///
  /// The C function is `unlinkat` with `AT_REMOVEDIR`.
  package func removeDirectory(_ name: EntryName) throws(SystemFailure) {
    try unsafe call("unlinkat", name) { unsafe unlinkat(number, $0, AT_REMOVEDIR) }
  }

  /// Gives an entry another name in this directory, replacing what had it.
  ///
  /// The C function is `renameat`.
  package func rename(_ name: EntryName, to target: EntryName) throws(SystemFailure) {
    try unsafe call("renameat", target) { target in
      unsafe name.withPlatformString { unsafe renameat(number, $0, number, target) }
    }
  }

  /// Takes an entry out of this directory into another, replacing what had its name there.
  ///
  /// The C function is `renameat`.
  package func move(
    _ name: EntryName,
    to other: borrowing OpenDirectory
  ) throws(SystemFailure) {
    let target = other.number
    try unsafe call("renameat", name) { name in unsafe renameat(number, name, target, name) }
  }

  /// Takes an entry out of this directory into another, unless something has its new name there
  /// (`EEXIST`).
  ///
  /// Where the file system cannot do both at once, nothing has the name when it is looked at, and what
  /// comes between is replaced. The C functions are `renameat2` on Linux and `renameatx_np` on macOS, else
  /// `renameat`.
  package func move(
    _ name: EntryName,
    to other: borrowing OpenDirectory,
    as target: EntryName
  ) throws(SystemFailure) {
    let folder = other.number
    do {
      try unsafe call("renameat2", name) { name in
        unsafe target.withPlatformString {
          unsafe swiftpip_rename_unless_taken(number, name, folder, $0)
        }
      }
    } catch  where [.invalidArgument, .noFunction, .notSupported].contains(error.errno) {
      guard try other.statusIfThere(of: target) == nil else {
        throw SystemFailure("renameat", other.path(of: target), .fileExists)
      }
      try move(name, to: other, replacing: target)
    }
  }

  /// Takes an entry out of this directory into another, replacing what has its new name there.
  ///
  /// The C function is `renameat`.
  package func move(
    _ name: EntryName,
    to other: borrowing OpenDirectory,
    replacing target: EntryName
  ) throws(SystemFailure) {
    let folder = other.number
    try unsafe call("renameat", name) { name in
      unsafe target.withPlatformString { unsafe renameat(number, name, folder, $0) }
    }
  }

  /// Has an entry of this directory and one of another change places: at no time one of the names is nobody's.
  ///
  /// Where the file system cannot do that, the other entry is put aside first, and for a moment nobody has its
  /// name. The C functions are `renameat2` on Linux and `renameatx_np` on macOS, else `renameat`.
  ///
  /// - Parameters:
  ///   - name: the entry of this directory.
  ///   - target: the entry of the other.
  ///   - other: the other directory.
  /// - Throws: `SystemFailure`.
  package func exchange(
    _ name: EntryName,
    with target: EntryName,
    of other: borrowing OpenDirectory
  ) throws(SystemFailure) {
    let folder = other.number
    do {
      try unsafe call("renameat2", name) { name in
        unsafe target.withPlatformString {
          unsafe swiftpip_rename_exchanging(number, name, folder, $0)
        }
      }
    } catch  where [.invalidArgument, .noFunction, .notSupported].contains(error.errno) {
      guard let aside = EntryName(systemText: name.systemText + ".old") else { throw error }
      try other.move(target, to: self, as: aside)
      do {
        try move(name, to: other, as: target)
      } catch {
        try? move(aside, to: other, as: target)
        throw error
      }
      try rename(aside, to: name)
    }
  }

  /// Sees that this process may make and remove names in the directory.
  ///
  /// The C function is `faccessat` with `AT_EACCESS`.
  package func seeThatWritable() throws(SystemFailure) {
    try retrying("faccessat", path) { unsafe faccessat(number, ".", W_OK, AT_EACCESS) }
  }

  /// Asks for everything in the directory's file system to be on the disk before this returns.
  ///
  /// Where the system has no such call, each file is to be asked for by itself. The C function is
  /// `syncfs`.
  package func synchronizeFileSystem() throws(SystemFailure) {
    #if os(Linux)
    while swiftpip_synchronize_file_system(number) == -1 {
      guard errno == EINTR else { throw SystemFailure("syncfs", path, .current) }
    }
    #endif
  }

  /// Whether `synchronizeFileSystem` does anything.
  package static var canSynchronizeFileSystem: Bool {
    #if os(Linux)
    true
    #else
    false
    #endif
  }

  /// Gives a file of another directory one more name in this one.
  ///
  /// The C function is `linkat`.
  package func link(
    _ name: EntryName,
    of other: borrowing OpenDirectory,
    as target: EntryName
  ) throws(SystemFailure) {
    let source = other.number
    try unsafe call("linkat", target) { target in
      unsafe name.withPlatformString { unsafe linkat(source, $0, number, target, 0) }
    }
  }

  /// Makes a file in this directory that shares the content of another: a reflink.
  ///
  /// Nothing is copied, and most file systems cannot do it.
  ///
  /// The C functions are `ioctl` with `FICLONE` on Linux and `clonefileat` on macOS.
  package func clone(_ name: EntryName, as target: EntryName) throws(SystemFailure) {
    #if os(Linux)
    let source = OwnedDescriptor(adopting: try openForReading(name), path: path(of: name))
    let copy = try newFile(target)
    do {
      try copy.share(contentOf: source)
    } catch {
      try? unlink(target)
      throw error
    }
    #else
    try unsafe call("clonefileat", target) { target in
      unsafe name.withPlatformString { unsafe clonefileat(number, $0, number, target, 1) }
    }
    #endif
  }

  /// Tells whether the file system notes when files are read.
  ///
  /// Mounted with `relatime`, as is usual, it notes the first time after a change, and once a day.
  /// The C functions are `fstatvfs` on Linux and `fstatfs` on macOS.
  package func notesAccess() -> Bool {
    #if os(Linux)
    var raw = statvfs()
    guard unsafe fstatvfs(number, &raw) == 0 else { return false }
    return raw.f_flag & UInt(swiftpip_mounted_without_access_time) == 0
    #else
    var raw = statfs()
    guard unsafe fstatfs(number, &raw) == 0 else { return false }
    return raw.f_flags & UInt32(MNT_NOATIME) == 0
    #endif
  }

  /// Returns how many bytes of the file system this user may still fill.
  ///
  /// The C function is `fstatvfs`.
  package func freeBytes() throws(SystemFailure) -> Int64 {
    var raw = statvfs()
    guard unsafe fstatvfs(number, &raw) == 0 else {
      throw SystemFailure("fstatvfs", path, .current)
    }
    let (bytes, isTooLarge) = Int64(clamping: raw.f_bavail)
      .multipliedReportingOverflow(by: Int64(clamping: raw.f_frsize))
    return isTooLarge ? .max : bytes
  }

  private func call(
    _ operation: String,
    _ name: EntryName,
    _ body: (UnsafePointer<CChar>) -> CInt
  ) throws(SystemFailure) {
    while unsafe name.withPlatformString({ unsafe body($0) }) == -1 {
      // The path is for the message alone: to make it costs more than the call.
      guard errno == EINTR else { throw SystemFailure(operation, path(of: name), .current) }
    }
  }

  /// Where the directory was found.
  package var path: FilePath { root.appending(names) }

  /// Returns where an entry was found.
  package func path(of name: EntryName) -> FilePath { root.appending(names + [name]) }

  private static var flags: CInt { O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC }
}

/// An entry as its directory knows it.
package struct DirectoryEntry: Sendable, Hashable {
  /// Its name.
  package var name: EntryName

  /// Whether it is a directory; nil where the file system does not say.
  package var isDirectory: Bool?
}

internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// What is put in place of the head of a response that is to go.
///
/// pip reads head and body in two opens, and serves an empty body if the second vanishes between
/// them. So the head goes first: over it a response is renamed that pip may not use, because it has
/// neither date nor validator. Who has read the old head still finds the body, who reads the new one
/// asks the index. All tombstones of a removal are names of one file, which is synced once.
struct Tombstone: ~Copyable {
  private let folder: OpenDirectory
  private let name: EntryName

  /// Which file all its names are of.
  let identity: FileStatus.Identity

  /// The bytes of a tombstone: `docs/formats/tombstone-1.md`.
  static let content: [UInt8] = {
    let response = MessagePack.map([
      .init(.text("body"), .bytes([])),
      .init(.text("headers"), .map([])),
      .init(.text("status"), .integer(200)),
      .init(.text("version"), .integer(11)),
      .init(.text("reason"), .text("OK")),
      .init(.text("decode_content"), .boolean(false)),
    ])
    let document = MessagePack.map([
      .init(.text("response"), response), .init(.text("vary"), .map([])),
    ])
    return Array("cc=4,".utf8) + document.encoded
  }()

  private init(_ name: EntryName, in folder: consuming OpenDirectory, _ status: FileStatus) {
    self.name = name
    self.folder = folder
    identity = status.identity
  }

  /// Makes the file, in the folder of swiftpip; a link in place of that folder is not followed.
  static func make(in cacheDirectory: FilePath) throws(SystemFailure) -> Tombstone {
    let cache = try OpenDirectory(cacheDirectory)
    guard let own = EntryName(systemText: "swiftpip"),
      let name = EntryName(systemText: TemporaryName.adjacent(to: "tombstone"))
    else { throw SystemFailure("open", cacheDirectory, .invalidArgument) }
    // As pip makes its folders: what the user's umask leaves of everything.
    try cache.makeDirectoryUnlessThere(
      own,
      permissions: [.ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute]
    )
    let folder = try cache.directory(own)
    let permissions = PublishedMode.inheritedFromDirectory.permissions(
      inDirectoryWith: try cache.status().mode
    )
    let status = try write(name, in: folder, permissions)
    return Tombstone(name, in: folder, status)
  }

  private static func write(
    _ name: EntryName,
    in folder: borrowing OpenDirectory,
    _ permissions: FilePermissions
  ) throws(SystemFailure) -> FileStatus {
    let file = try folder.newFile(name)
    do {
      try file.writeAll(content)
      // Files on shares without modes refuse this; readable by us alone is the safe half.
      try? file.setPermissions(permissions)
      try file.synchronize()
      return try file.status()
    } catch {
      try? folder.unlink(name)
      throw error
    }
  }

  deinit { try? folder.unlink(name) }

  /// Renames one more name of the file over the head of a response.
  func place(over head: EntryName, in directory: borrowing OpenDirectory) throws(SystemFailure) {
    guard let temporary = EntryName(systemText: TemporaryName.adjacent(to: head.systemText)) else {
      throw SystemFailure("linkat", directory.path(of: head), .invalidArgument)
    }
    try directory.link(name, of: folder, as: temporary)
    // Where the head is this file already, renaming does nothing and leaves the other name.
    defer { try? directory.unlink(temporary) }
    try directory.rename(temporary, to: head)
  }
}

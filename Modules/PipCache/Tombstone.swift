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

  /// Makes the file, in the folder of swiftpip.
  static func make(in cacheDirectory: FilePath) throws(SystemFailure) -> Tombstone {
    let path = cacheDirectory.appending("swiftpip")
    // As pip makes its folders: what the user's umask leaves of everything.
    try path.makeDirectories(
      permissions: [.ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute]
    )
    let text = TemporaryName.adjacent(to: "tombstone")
    let status = try write(
      path.appending(text),
      PublishedMode.inheritedFromDirectory.permissions(
        inDirectoryWith: try cacheDirectory.status().mode
      )
    )
    let folder = try OpenDirectory(path)
    guard let name = EntryName(systemText: text) else {
      throw SystemFailure("open", path, .invalidArgument)
    }
    return Tombstone(name, in: folder, status)
  }

  private static func write(
    _ path: FilePath,
    _ permissions: FilePermissions
  ) throws(SystemFailure) -> FileStatus {
    let file = try OwnedDescriptor.open(
      path,
      .writeOnly,
      options: [.create, .exclusiveCreate, .noFollow],
      permissions: .ownerReadWrite
    )
    do {
      try file.writeAll(content)
      // Files on shares without modes refuse this; readable by us alone is the safe half.
      try? file.setPermissions(permissions)
      try file.synchronize()
      return try file.status()
    } catch {
      try? path.unlink()
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
    do {
      try directory.rename(temporary, to: head)
    } catch {
      try? directory.unlink(temporary)
      throw error
    }
  }
}

package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What the file system knows about a file, without its content.
package struct FileStatus: Sendable, Hashable {
  /// The kinds of file that a directory can hold.
  package enum Kind: Sendable, Hashable {
    case regular
    case directory
    case symbolicLink
    case fifo
    case other
  }

  /// What makes a file this file and no other: a name can come to mean another file, this cannot.
  package struct Identity: Sendable, Hashable {
    /// The file system's number.
    package var device: UInt64
    /// The file's number in it.
    package var inode: UInt64
  }

  /// Which file it is.
  package var identity: Identity
  /// What kind of file it is.
  package var kind: Kind
  /// Permission bits, `0o7777` at most.
  package var mode: FilePermissions
  /// The user id of the owner.
  package var owner: UInt32
  /// Bytes in the file.
  package var size: Int64
  /// When the content was last changed.
  package var modified: Timestamp

  /// Whether the owner is root or the user whose rights this process has: nobody else's word counts.
  ///
  /// The C function is `geteuid`.
  package var isTrusted: Bool { owner == 0 || owner == geteuid() }

  init(_ raw: Platform.Status) {
    identity = Identity(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino))
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .fifo
      default: .other
      }
    mode = FilePermissions(rawValue: CModeT(raw.st_mode & 0o7777))
    owner = raw.st_uid
    size = Int64(raw.st_size)
    #if canImport(Darwin)
    modified = Timestamp(raw.st_mtimespec)
    #else
    modified = Timestamp(raw.st_mtim)
    #endif
  }
}

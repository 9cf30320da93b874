package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What the file system knows about a file, without its content.
package struct FileStatus: Sendable {
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
  /// Bytes that it takes of the disk.
  package var sizeOnDisk: Int64
  /// When the content was last changed.
  package var modified: Timestamp
  /// When the content was last read, as far as the file system notes that.
  package var accessed: Timestamp
  /// When anything about the file was last changed, its names among it.
  package var changed: Timestamp

  /// Whether the owner is root or the user whose rights this process has: nobody else's word counts.
  ///
  /// The C function is `geteuid`.
  package var isTrusted: Bool { owner == 0 || isOwn }

  /// Whether the owner is the user whose rights this process has.
  ///
  /// The C function is `geteuid`.
  package var isOwn: Bool { owner == Self.user }

  /// It is asked for very often, and stays the same.
  private static let user = geteuid()

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
    // In units of 512 bytes, whatever the file system's own are (POSIX, `sys/stat.h`).
    sizeOnDisk = Int64(raw.st_blocks) * 512
    #if canImport(Darwin)
    modified = Timestamp(raw.st_mtimespec)
    accessed = Timestamp(raw.st_atimespec)
    changed = Timestamp(raw.st_ctimespec)
    #else
    modified = Timestamp(raw.st_mtim)
    accessed = Timestamp(raw.st_atim)
    changed = Timestamp(raw.st_ctim)
    #endif
  }
}

// That a file was read or got another name meanwhile makes it no other.
extension FileStatus: Hashable {
  package static func == (left: FileStatus, right: FileStatus) -> Bool {
    left.identity == right.identity && left.kind == right.kind && left.mode == right.mode
      && left.owner == right.owner && left.size == right.size && left.modified == right.modified
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(identity)
    hasher.combine(size)
    hasher.combine(modified)
  }
}

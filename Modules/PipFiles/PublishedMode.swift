package import SystemPackage

/// The permissions that a published file gets.
package enum PublishedMode: Sendable, Hashable {
  /// Read and write as the directory grants them, for the owner always: what pip does with files of
  /// its cache since 25.0 (`pip/_internal/utils/filesystem.py`, `copy_directory_permissions`).
  case inheritedFromDirectory
  /// What the user's umask leaves, as other programs make their files.
  case leftByUmask
  /// These and no others.
  case exactly(FilePermissions)

  /// Returns what a directory that has some permissions grants to a file of it.
  package static func inherited(fromDirectoryWith directory: FilePermissions) -> FilePermissions {
    FilePermissions(rawValue: (directory.rawValue & 0o666) | 0o600)
  }
}

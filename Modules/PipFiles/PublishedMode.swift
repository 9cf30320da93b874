package import SystemPackage

/// The permissions that a published file gets.
package enum PublishedMode: Sendable, Hashable {
  /// Read and write as the directory grants them, for the owner always: what pip does with files of
  /// its cache since 25.0 (`pip/_internal/utils/filesystem.py`, `copy_directory_permissions`).
  case inheritedFromDirectory
  /// These and no others.
  case exactly(FilePermissions)

  /// Returns the permissions in a directory that has some.
  package func permissions(inDirectoryWith directory: FilePermissions) -> FilePermissions {
    switch self {
    case .inheritedFromDirectory:
      FilePermissions(rawValue: (directory.rawValue & 0o666) | 0o600)
    case .exactly(let permissions):
      permissions
    }
  }
}

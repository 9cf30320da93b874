package import SystemPackage

extension FilePermissions {
  /// Those of folders that are made for anybody, of which the user's umask takes some away.
  package static let ofFolders = FilePermissions(rawValue: 0o777)
  /// Those of files that are made for anybody, of which the user's umask takes some away.
  package static let ofFiles = FilePermissions(rawValue: 0o666)
}

import PipSystem
package import SystemPackage

/// Whether a user may use a directory as a cache, by pip's rule (`check_path_owner` in
/// `pip/_internal/utils/filesystem.py`).
package enum PathOwnership: Sendable, Hashable {
  /// The directory, or the one that it would be made in, is the user's or writable for them.
  case owned
  /// This existing directory stands in the way.
  case notOwned(FilePath)

  /// Looks at the deepest part of an absolute path that exists.
  ///
  /// For the superuser it must be root's own and no link: a cache in another user's home would fill
  /// with files that this user can neither write nor remove. For others it must be writable by the
  /// real user.
  package static func of(_ path: FilePath, effectiveUser: UInt32) -> PathOwnership {
    var existing = path
    while true {
      if let status = try? existing.status(following: .nothing) {
        let isUsable =
          effectiveUser == 0 ? isRoots(existing, status) : existing.isWritableByRealUser()
        return isUsable ? .owned : .notOwned(existing)
      }
      let parent = existing.removingLastComponent()
      guard parent != existing, !parent.isEmpty else { return .notOwned(existing) }
      existing = parent
    }
  }

  private static func isRoots(_ path: FilePath, _ status: FileStatus) -> Bool {
    switch status.kind {
    case .symbolicLink:
      return false
    case .regular, .directory:
      // Root on a remote file system may be nobody there: only opening tells.
      guard
        let file = try? OwnedDescriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking])
      else { return false }
      return (try? file.status())?.owner == 0
    case .fifo, .other:
      return status.owner == 0
    }
  }
}

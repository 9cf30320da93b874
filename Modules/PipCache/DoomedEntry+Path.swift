package import PipSystem
package import SystemPackage

extension DoomedEntry {
  /// Creates what is to go from a path in the cache, or returns nil where there is no regular file
  /// of the cache at it.
  ///
  /// - Throws: `SystemFailure` where the system does not say.
  package init?(_ path: String, in directory: FilePath, reason: String) throws(SystemFailure) {
    let path = FilePath(systemText: path)
    var relative = path
    guard relative.removePrefix(directory), !relative.isEmpty else { return nil }
    let status: FileStatus
    do {
      status = try path.status(following: .nothing)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
    guard status.kind == .regular else { return nil }
    let names = relative.components.compactMap {
      EntryName(systemText: FilePath(root: nil, [$0]).systemText)
    }
    self.init(.file(names), content: IdentityMemory.Key(status), reason: reason)
  }
}

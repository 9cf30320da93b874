package import PipSystem
package import SystemPackage

extension OpenDirectory {
  /// Puts a file with a content in place of whatever has a name: readers see the old one or the new
  /// one, whole.
  ///
  /// It is not synced: a power cut may leave the old content, the new one, or what no parser takes for
  /// either. What must survive one is published by `Publication`.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - bytes: the content.
  ///   - permissions: those of the file, of which the user's umask takes some away.
  /// - Throws: `SystemFailure`.
  package func replace(
    _ name: EntryName,
    with bytes: [UInt8],
    permissions: FilePermissions
  ) throws(SystemFailure) {
    guard let draft = EntryName(systemText: TemporaryName.adjacent(to: name.systemText)) else {
      throw SystemFailure("openat", path(of: name), .invalidArgument)
    }
    let file = try newFile(draft, permissions: permissions)
    do {
      try file.writeAll(bytes)
      try rename(draft, to: name)
    } catch {
      try? unlink(draft)
      throw error
    }
  }
}

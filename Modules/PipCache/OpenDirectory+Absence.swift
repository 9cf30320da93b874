internal import PipFiles
internal import PipSystem
internal import SystemPackage

extension OpenDirectory {
  /// Returns what is known of a name, from what was just seen of the folder if that is only a few files; nil
  /// where there is certainly nothing of it.
  func statusIfThere(
    of name: EntryName,
    among files: [TreeWalk.File]
  ) throws(SystemFailure) -> FileStatus? {
    if files.count <= 8, let file = files.first(where: { $0.name == name }) { return file.status }
    return try statusIfThere(of: name)
  }

  /// Tells whether what a file belongs to is there.
  ///
  /// That is the other half of a response, and the wheel of an origin. Other files belong to nothing.
  ///
  /// - Throws: `SystemFailure` where the system does not say.
  func hasOtherHalf(of name: EntryName) throws(SystemFailure) -> Bool {
    let folder = CacheFolder(names)
    let role = folder.role(of: name)
    if role == .origin { return try contains { folder.role(of: $0) == .wheel } }
    guard let half = role.otherHalf else { return false }
    return try statusIfThere(of: half) != nil
  }
}

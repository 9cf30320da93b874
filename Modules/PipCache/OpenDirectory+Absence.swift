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

  /// Tells whether there is certainly nothing of a name: where the system does not say, there may be.
  private func certainlyLacks(_ name: EntryName) -> Bool {
    do {
      return try statusIfThere(of: name) == nil
    } catch {
      return false
    }
  }

  /// Tells whether what a file belongs to may be there.
  ///
  /// That is the other half of a response, and the wheel of an origin. Other files belong to nothing.
  func hasOtherHalf(of name: EntryName) -> Bool {
    let role = CacheFolder(names).role(of: name)
    if role == .origin { return mayHaveWheel() }
    return role.otherHalf.map { !certainlyLacks($0) } ?? false
  }

  private func mayHaveWheel() -> Bool {
    do {
      var folder = try reopened()
      while let entry = try folder.next() {
        if CacheFolder(names).role(of: entry.name) == .wheel { return true }
      }
      return false
    } catch {
      return true
    }
  }
}

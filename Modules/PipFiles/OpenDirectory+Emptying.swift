package import PipSystem
package import SystemPackage

extension OpenDirectory {
  /// Removes a directory in this one with everything in it; links are removed, not followed.
  ///
  /// What goes meanwhile is gone. It stops at the first thing that cannot be removed.
  ///
  /// - Throws: `SystemFailure`: `EXDEV` where something is mounted.
  package func removeTree(_ name: EntryName) throws(SystemFailure) {
    try directory(name).removeEverything()
    try removeDirectory(name)
  }

  private func removeEverything() throws(SystemFailure) {
    // Names first: to remove while reading may skip some.
    var names: [EntryName] = []
    var folder = try reopened()
    while let entry = try folder.next() { names.append(entry.name) }
    for name in names {
      do throws(SystemFailure) {
        if try status(of: name).kind == .directory {
          try removeTree(name)
        } else {
          try unlink(name)
        }
      } catch  where error.errno == .noSuchFileOrDirectory {
        continue
      }
    }
  }
}

extension FilePath {
  /// Removes a directory with everything in it; links are removed, not followed.
  package func removeTree() throws(SystemFailure) {
    try removing { parent, name throws(SystemFailure) in try parent.removeTree(name) }
  }

  /// Removes a directory with nothing in it.
  package func removeEmptyDirectory() throws(SystemFailure) {
    try removing { parent, name throws(SystemFailure) in try parent.removeDirectory(name) }
  }

  private func removing(
    _ remove: (borrowing OpenDirectory, EntryName) throws(SystemFailure) -> Void
  ) throws(SystemFailure) {
    let parent = try OpenDirectory(removingLastComponent().orCurrent, following: .links)
    guard let name = EntryName(systemText: lastSystemText) else { return }
    try remove(parent, name)
  }
}

internal import PipSystem
internal import SystemPackage

/// What becomes of entries that are taken out of the cache.
package enum Disposal: Sendable, Hashable {
  /// They are gone for good.
  case deletion
  /// They are put aside, to be looked at.
  case quarantine
}

extension Disposal {
  /// Takes a file out of its folder.
  func dispose(
    of name: EntryName,
    in folder: borrowing OpenDirectory,
    of cacheDirectory: FilePath
  ) throws(SystemFailure) {
    switch self {
    case .deletion:
      try folder.unlink(name)
    case .quarantine:
      let place = try Quarantine(of: cacheDirectory).folder(for: folder.names[...])
      // To rename one name of a file over another of the same file does nothing.
      if try folder.status(of: name).identity == place.statusIfThere(of: name)?.identity {
        try folder.unlink(name)
      } else {
        try folder.move(name, to: place)
      }
    }
  }

  /// Gives files that are about to go a second name where they are put aside: whoever is stopped from
  /// now on loses nothing of them.
  func keep(
    _ names: [EntryName],
    of folder: borrowing OpenDirectory,
    of cacheDirectory: FilePath
  ) throws(SystemFailure) {
    guard self == .quarantine else { return }
    let place = try Quarantine(of: cacheDirectory).folder(for: folder.names[...])
    for name in names {
      // Of an entry that was put aside twice the last is kept.
      try? place.unlink(name)
      try place.link(name, of: folder, as: name)
    }
  }

  /// Drops the second names of files that stay.
  func release(
    _ names: [EntryName],
    of folder: borrowing OpenDirectory,
    of cacheDirectory: FilePath
  ) {
    guard self == .quarantine,
      let place = try? Quarantine(of: cacheDirectory).folder(for: folder.names[...])
    else { return }
    for name in names { try? place.unlink(name) }
  }
}

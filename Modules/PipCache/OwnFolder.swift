internal import PipFiles
package import PipSystem
package import SystemPackage

/// The folders below the one that is swiftpip's.
package enum OwnFolder {
  /// The folder itself.
  package static let all = names()
  /// Where the memory of folders is kept.
  static let folders = names("folders")
  /// Where what is damaged is put aside.
  static let quarantine = names("quarantine")
  /// How the names of folders begin in which snapshots wait until all of them has been verified.
  package static let importPrefix = "import-"

  /// What says in such a folder that all has been verified, and what is to become of it.
  package static let journal = "journal"

  /// Tells whether names lead to a folder in which a snapshot waits.
  static func isOfImport(_ names: [EntryName]) -> Bool {
    names.count == all.count + 1 && names.starts(with: all)
      && names[all.count].systemText.hasPrefix(importPrefix)
  }

  private static func names(_ names: String...) -> [EntryName] {
    (["swiftpip"] + names).compactMap { EntryName(systemText: $0) }
  }

  /// Returns a folder, made where it is not there; links on the way to it are refused.
  package static func made(
    _ names: [EntryName],
    in cacheDirectory: FilePath
  ) throws(SystemFailure) -> OpenDirectory {
    let chain = FolderChain(try OpenDirectory(cacheDirectory))
    return try chain.with(names[...], making: .ofCacheFolders) { folder throws(SystemFailure) in
      try folder.reopened()
    }
  }
}

extension OpenDirectory {
  /// Tells whether a folder in which a snapshot waits says what is to become of it.
  borrowing func hasJournal() throws(SystemFailure) -> Bool {
    guard let journal = EntryName(systemText: OwnFolder.journal) else { return false }
    return try statusIfThere(of: journal) != nil
  }
}

extension FilePermissions {
  /// As pip makes its folders: what the user's umask leaves of everything.
  package static let ofCacheFolders: FilePermissions = [
    .ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute,
  ]
}

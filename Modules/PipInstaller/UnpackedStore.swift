package import PipArchives
internal import PipFiles
package import PipHashing
package import PipPackaging
package import PipSystem
package import SystemPackage

/// Wheels that were unpacked and compared with their RECORD before, from which environments get their files
/// as links: `docs/formats/unpacked-wheel-1.md`.
///
/// It is a memory like others in the cache: to lose it costs only time. Nobody but the user may write there;
/// what is otherwise is not used, and made anew.
package struct UnpackedStore: Sendable {
  /// `<cache>/swiftpip/unpacked`.
  package let directory: FilePath

  /// Creates the store of a cache.
  package init(cacheDirectory: FilePath) {
    directory = cacheDirectory.appending("swiftpip").appending("unpacked")
  }

  /// How old what was never finished must be before nobody can be working on it.
  private static let grace = Duration.seconds(600)
  /// How long a wheel stays that no environment asks for.
  private static let patience = Duration.seconds(60 * 86_400)
  /// So often it is noted that one is asked for.
  private static let noteInterval = Duration.seconds(86_400)
  /// Of so many wheels at most that nobody asks for the files are removed in passing.
  private static let sweepLimit = 16

  /// Removes what was never finished, and some of what nobody has asked for during 60 days, as far as the
  /// system lets us.
  ///
  /// - Parameter now: the time.
  package func keepHouse(now: Timestamp) {
    guard var store = try? openStore(), let same = try? store.reopened() else { return }
    var left = Self.sweepLimit
    while let name = try? store.next()?.name {
      let text = name.systemText
      let isDraft = TemporaryName.target(of: text).map(Self.isKey) ?? false
      guard isDraft || Self.isKey(text), let folder = try? same.directory(name),
        let status = try? folder.status(), status.isOwn
      else { continue }
      if isDraft {
        if now.since(status.modified) > Self.grace { try? same.removeTree(name) }
      } else if left > 0, Self.lastUse(in: folder).map({ now.since($0) > Self.patience }) ?? true {
        left -= 1
        // Aside first: who looks for it finds all of it or nothing.
        guard let aside = EntryName(systemText: TemporaryName.adjacent(to: text)),
          (try? same.rename(name, to: aside)) != nil
        else { continue }
        try? same.removeTree(aside)
      }
    }
  }

  private static func isKey(_ text: String) -> Bool {
    text.utf8.count == 64 && Digest(hexadecimal: text) != nil
  }

  private static func lastUse(in folder: borrowing OpenDirectory) -> Timestamp? {
    EntryName(systemText: UnpackedManifest.fileName).flatMap { try? folder.status(of: $0).modified }
  }

  /// Notes that a wheel was asked for.
  private static func noteUse(in folder: borrowing OpenDirectory, now: Timestamp) {
    guard let last = lastUse(in: folder), now.since(last) > noteInterval,
      let name = EntryName(systemText: UnpackedManifest.fileName)
    else { return }
    try? folder.touch(name)
  }

  /// Returns a wheel that was unpacked before and is still what it was; nil for every other.
  ///
  /// - Parameters:
  ///   - digest: its SHA-256.
  ///   - name: its name.
  /// - Returns: the wheel.
  package func find(_ digest: Digest, named name: WheelFileName) -> UnpackedWheel? {
    guard let store = try? openStore(), let key = EntryName(systemText: digest.hexadecimal),
      let folder = try? store.directory(key)
    else { return nil }
    Self.noteUse(in: folder, now: .now())
    return UnpackedWheel(in: folder, digest, named: name)
  }

  /// Opens the file of a wheel that was unpacked before; nil where it is not there as it was.
  ///
  /// - Parameter digest: its SHA-256.
  /// - Returns: the name of the wheel and the file.
  package func wheel(_ digest: Digest) -> (name: WheelFileName, file: FilePath)? {
    guard let store = try? openStore(), let key = EntryName(systemText: digest.hexadecimal),
      let folder = try? store.directory(key),
      let manifest = UnpackedManifest(in: folder, digest)
    else { return nil }
    return (manifest.name, folder.path.appending(UnpackedManifest.wheelName))
  }

  /// Returns the digests of all wheels that were unpacked.
  package func digests() -> [Digest] {
    guard var store = try? openStore() else { return [] }
    var digests: [Digest] = []
    while let entry = try? store.next() {
      guard let digest = Digest(hexadecimal: entry.name.systemText), digest.bytes.count == 32
      else { continue }
      digests.append(digest)
    }
    return digests
  }

  /// Opens the folder of the store.
  ///
  /// - Throws: `SystemFailure`; `EPERM` where others may write to it.
  private func openStore() throws(SystemFailure) -> OpenDirectory {
    let folder = try OpenDirectory(directory)
    guard try folder.status().isOnlyOwn else {
      throw SystemFailure("fstat", directory, .notPermitted)
    }
    return folder
  }

  /// Copies a wheel to where it is to be unpacked, and sees that it is the one that it is said to be.
  ///
  /// - Parameters:
  ///   - file: the wheel.
  ///   - digest: its SHA-256.
  ///   - name: its name.
  /// - Returns: the copy, opened; nil where nothing can be kept.
  /// - Throws: `InstallerError` where the wheel is another one, or none.
  package func begin(
    _ file: borrowing FileRange,
    _ digest: Digest,
    named name: WheelFileName
  ) throws(InstallerError) -> StoreDraft? {
    let place = TemporaryName.adjacent(to: digest.hexadecimal)
    do throws(SystemFailure) {
      try directory.removingLastComponent().makeDirectories(permissions: .ofFolders)
      try directory.makeDirectories(permissions: .ownerReadWriteExecute)
      guard let temporary = EntryName(systemText: place) else { return nil }
      try openStore().makeDirectory(temporary, permissions: .ownerReadWriteExecute)
    } catch {
      return nil
    }
    let folder = directory.appending(place)
    do throws(InstallerError) {
      return try StoreDraft(in: folder, of: self, copying: file, digest, named: name)
    } catch {
      try? folder.removeTree()
      // A disk that is full, or a cache that cannot be written to, is no reason not to install.
      if case .notWritten = error { return nil }
      throw error
    }
  }

  /// Puts a wheel that was unpacked in its place, unless there is one that is as good.
  func take(_ folder: FilePath, _ digest: Digest, named name: WheelFileName) {
    do throws(SystemFailure) {
      let store = try openStore()
      guard let draft = EntryName(systemText: folder.lastSystemText),
        let key = EntryName(systemText: digest.hexadecimal)
      else { return }
      if try store.statusIfThere(of: key) != nil {
        guard find(digest, named: name) == nil else { return try store.removeTree(draft) }
        guard
          let aside = EntryName(
            systemText: TemporaryName.adjacent(to: digest.hexadecimal)
          )
        else { return }
        try store.rename(key, to: aside)
        try? store.removeTree(aside)
      }
      try store.rename(draft, to: key)
    } catch {
      // Somebody was quicker, or nothing can be kept.
      try? folder.removeTree()
    }
  }
}

extension FileStatus {
  /// Whether it is this user's, and nobody else may write to it.
  var isOnlyOwn: Bool {
    isOwn && mode.isDisjoint(with: [.groupWrite, .otherWrite])
  }
}

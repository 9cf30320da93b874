internal import PipSystem
package import SystemPackage

/// Putting a new content in place of a file so that every reader sees the old one or the new one,
/// whole, at every instant, and so that a crash changes nothing about that.
///
/// A temporary file beside the target is written, synced and renamed over it, then the directory is
/// synced. Nobody waits for anybody: of several writers the last rename counts.
package enum Publication {
  /// Publishes bytes as the content of a file.
  ///
  /// The directory must exist. A symbolic link in place of the file is replaced, not followed.
  /// On failure the temporary file is removed again, as far as the system still lets us.
  package static func publish(
    _ bytes: [UInt8],
    at path: FilePath,
    mode: PublishedMode = .inheritedFromDirectory
  ) throws(FilesError) {
    do {
      let directory = path.removingLastComponent()
      let directoryMode = try directory.status().mode
      let draft = try Draft.begin(for: path)
      try draft.complete(bytes, mode.permissions(inDirectoryWith: directoryMode))
      // The content is in place for every reader; only its survival of a power cut is open, and
      // nothing that could be undone here would make it surer.
      try? directory.synchronizeDirectory()
    } catch {
      throw .notPublished(path, error)
    }
  }
}

/// A temporary file on its way to its target.
private struct Draft: ~Copyable {
  private let file: OwnedDescriptor
  private let temporary: FilePath
  private let target: FilePath

  private init(file: consuming OwnedDescriptor, temporary: FilePath, target: FilePath) {
    self.file = file
    self.temporary = temporary
    self.target = target
  }

  static func begin(for target: FilePath) throws(SystemFailure) -> Draft {
    let directory = target.removingLastComponent()
    let name = FilePath(root: nil, target.lastComponent.map { [$0] } ?? []).systemText
    // The name is one of 37^8: a second try is for a directory that somebody fills on purpose.
    var attemptsLeft = 8
    while true {
      let temporary = directory.appending(
        FilePath(systemText: TemporaryName.adjacent(to: name)).components
      )
      do {
        let file = try OwnedDescriptor.open(
          temporary,
          .writeOnly,
          options: [.create, .exclusiveCreate, .noFollow],
          permissions: .ownerReadWrite
        )
        return Draft(file: file, temporary: temporary, target: target)
      } catch {
        attemptsLeft -= 1
        guard error.errno == .fileExists, attemptsLeft > 0 else { throw error }
      }
    }
  }

  consuming func complete(
    _ bytes: [UInt8],
    _ permissions: FilePermissions
  ) throws(SystemFailure) {
    let (temporary, target) = (temporary, target)
    do {
      try file.writeAll(bytes)
      // Files on shares without modes refuse this; readable by us alone is the safe half.
      try? file.setPermissions(permissions)
      try file.synchronize()
      try file.closeReportingErrors()
      try temporary.rename(to: target)
    } catch {
      try? temporary.unlink()
      throw error
    }
  }
}

package import PipSystem
package import SystemPackage

/// A temporary file beside its target, on its way to it: readers see the old target or the new one, whole.
///
/// It ends with `publish` or `discard`; of a process that is killed before it stays behind, under a name
/// that tells what it was to become (`TemporaryName`).
package struct FileDraft: ~Copyable {
  private let file: OwnedDescriptor
  private let temporary: FilePath
  private let target: FilePath
  private var position: Int64 = 0

  private init(file: consuming OwnedDescriptor, temporary: FilePath, target: FilePath) {
    self.file = file
    self.temporary = temporary
    self.target = target
  }

  /// Begins a file in the directory of its target, which must be there.
  ///
  /// - Parameters:
  ///   - target: where it is to be.
  ///   - permissions: its permissions, of which the user's umask takes some away.
  /// - Returns: the draft, with nothing in it.
  /// - Throws: `SystemFailure`.
  package static func begin(
    for target: FilePath,
    permissions: FilePermissions = .ownerReadWrite
  ) throws(SystemFailure) -> FileDraft {
    let directory = target.removingLastComponent()
    let name = target.lastSystemText
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
          permissions: permissions
        )
        return FileDraft(file: file, temporary: temporary, target: target)
      } catch {
        attemptsLeft -= 1
        guard error.errno == .fileExists, attemptsLeft > 0 else { throw error }
      }
    }
  }

  /// Removes what was to become files of a folder and was left by a process that was killed, as far as the
  /// system lets us.
  ///
  /// - Parameters:
  ///   - directory: the folder.
  ///   - age: how long nobody must have written to what goes.
  ///   - now: the time.
  ///   - isTarget: tells whether a file of a name is one that drafts become.
  package static func removeLeftovers(
    in directory: FilePath,
    olderThan age: Duration,
    now: Timestamp,
    of isTarget: (String) -> Bool
  ) {
    guard var folder = try? OpenDirectory(directory, following: .links) else { return }
    while let entry = try? folder.next() {
      guard let target = TemporaryName.target(of: entry.name.systemText), isTarget(target),
        let status = try? folder.status(of: entry.name), status.kind == .regular, status.isOwn,
        now.since(status.modified) > age
      else { continue }
      try? folder.unlink(entry.name)
    }
  }

  /// Has the draft removed if a signal ends the process: one file at a time, the last one counts.
  package func isRemovedIfInterrupted() throws(SystemFailure) {
    Interruption.removes(temporary, try file.status().identity)
  }

  /// Adds bytes behind those before.
  package mutating func append(_ bytes: RawSpan) throws(SystemFailure) {
    try file.write(bytes, at: position)
    position += Int64(bytes.byteCount)
  }

  /// Puts it in place of its target; where that fails nothing of it stays, as far as the system lets us.
  ///
  /// - Parameter permissions: those that it gets, nil for those that it has.
  /// - Throws: `SystemFailure`.
  package consuming func publish(permissions: FilePermissions? = nil) throws(SystemFailure) {
    let (temporary, target) = (temporary, target)
    do {
      // Files on shares without modes refuse this; what it was made with is no wider.
      if let permissions { try? file.setPermissions(permissions) }
      try file.synchronize()
      try file.closeReportingErrors()
      try temporary.rename(to: target)
    } catch {
      try? temporary.unlink()
      throw error
    }
    // The content is in place for every reader; only its survival of a power cut is open, and nothing
    // that could be undone here would make it surer.
    try? target.removingLastComponent().orCurrent.synchronizeDirectory()
  }

  /// Removes it, as far as the system lets us.
  package consuming func discard() {
    try? temporary.unlink()
  }
}

extension FilePath {
  /// The path itself, or `.` where it is empty, as the directory of a bare name is.
  package var orCurrent: FilePath { isEmpty ? "." : self }
}

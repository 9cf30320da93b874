internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// Puts the files of a snapshot aside, each under its number, until all of them have been verified.
actor ImportStaging {
  private let folder: OpenDirectory
  /// Whether a file is wanted, by its number.
  private let isWanted: [Bool]
  private let permissions: FilePermissions
  private var file: Open?

  /// The file that is being written.
  private struct Open: ~Copyable {
    let descriptor: OwnedDescriptor
    let number: Int
    var position: Int64 = 0
  }

  /// Begins with nothing.
  ///
  /// - Parameters:
  ///   - folder: where files are put aside.
  ///   - isWanted: whether a file is wanted, by its number.
  ///   - permissions: those of the files.
  init(in folder: consuming OpenDirectory, isWanted: [Bool], permissions: FilePermissions) {
    self.folder = folder
    self.isWanted = isWanted
    self.permissions = permissions
  }

  /// Writes contents that follow those before, and returns why it could not.
  func failure(taking batch: SnapshotBatch) -> SystemFailure? {
    do {
      try take(batch)
      return nil
    } catch {
      return error
    }
  }

  private func take(_ batch: SnapshotBatch) throws(SystemFailure) {
    for part in batch.parts where isWanted[part.file] {
      try open(part.file)
      try batch.with(part) { bytes throws(SystemFailure) in
        guard let position = file?.position else { return }
        try file?.descriptor.write(bytes, at: position)
        file?.position = position + Int64(bytes.byteCount)
      }
      if part.isLast { try finish() }
    }
  }

  private func open(_ number: Int) throws(SystemFailure) {
    guard file?.number != number, let name = ImportFolder.name(of: number) else { return }
    file = Open(
      descriptor: try folder.newFile(name, permissions: permissions),
      number: number
    )
  }

  private func finish() throws(SystemFailure) {
    guard let open = file.take() else { return }
    // The mask of the user may have taken away what the cache grants.
    if try open.descriptor.status().mode != permissions {
      try? open.descriptor.setPermissions(permissions)
    }
    if !OpenDirectory.canSynchronizeFileSystem { try open.descriptor.synchronize() }
    try open.descriptor.closeReportingErrors()
  }
}

/// Sees that contents are right while others write them.
actor ImportVerifying {
  private var verifier: ContentVerifier

  /// Begins with the first file.
  init(_ files: [SnapshotFile]) {
    verifier = ContentVerifier(files)
  }

  /// Checks contents that follow those before, and returns what is wrong with them.
  func failure(checking batch: SnapshotBatch) -> SnapshotsError? {
    do {
      try verifier.check(batch)
      return nil
    } catch {
      return error
    }
  }
}

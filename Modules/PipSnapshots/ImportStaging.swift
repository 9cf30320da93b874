internal import PipCache
internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// Puts the files of a snapshot aside until all of them have been verified: each under its number, or in a
/// cache that nobody sees yet under its path.
actor ImportStaging {
  /// Where files go.
  enum Layout: Sendable {
    /// Into the folder itself, under their numbers.
    case numbered
    /// Where they are to be in a cache.
    case placed
  }

  private let chain: FolderChain
  private let layout: Layout
  private let files: [SnapshotFile]
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
  ///   - layout: where in it they go.
  ///   - files: all files of the snapshot.
  ///   - isWanted: whether a file is wanted, by its number.
  ///   - permissions: those of the files.
  init(
    in folder: consuming OpenDirectory,
    _ layout: Layout,
    files: [SnapshotFile],
    isWanted: [Bool],
    permissions: FilePermissions
  ) {
    chain = FolderChain(folder)
    self.layout = layout
    self.files = files
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
    guard file?.number != number else { return }
    let names =
      switch layout {
      case .numbered: [ImportFolder.name(of: number)].compactMap(\.self)
      case .placed: files[number].path.names
      }
    guard let name = names.last else { return }
    let permissions = permissions
    let descriptor = try chain.with(names.dropLast(), making: .ofCacheFolders) {
      folder throws(SystemFailure) in
      try folder.newFile(name, permissions: permissions)
    }
    file = Open(descriptor: descriptor, number: number)
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

internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// Puts the files of a snapshot aside, each under its number, until all of them have been verified.
final class ImportStaging: SnapshotReceiver {
  private let folder: OpenDirectory
  /// Whether a file is wanted, by its number.
  private let isWanted: [Bool]
  private let permissions: FilePermissions
  private let tell: ((Int64) -> Void)?

  private var number = 0
  private var file: Open?
  private var count: Int64 = 0

  /// The file that is being written.
  private struct Open: ~Copyable {
    let descriptor: OwnedDescriptor
    var position: Int64 = 0
  }

  /// Begins with nothing.
  ///
  /// - Parameters:
  ///   - folder: where files are put aside.
  ///   - isWanted: whether a file is wanted, by its number.
  ///   - permissions: those of the files.
  ///   - tell: is told how many bytes have been read.
  init(
    in folder: consuming OpenDirectory,
    isWanted: [Bool],
    permissions: FilePermissions,
    tell: ((Int64) -> Void)?
  ) {
    self.folder = folder
    self.isWanted = isWanted
    self.permissions = permissions
    self.tell = tell
  }

  func begin(_ file: SnapshotFile) throws(SystemFailure) {
    guard isWanted[number], let name = ImportFolder.name(of: number) else { return }
    self.file = Open(descriptor: try folder.newFile(name, permissions: permissions))
  }

  func take(_ bytes: RawSpan) throws(SystemFailure) {
    count += Int64(bytes.byteCount)
    tell?(count)
    guard let position = file?.position else { return }
    try file?.descriptor.write(bytes, at: position)
    file?.position = position + Int64(bytes.byteCount)
  }

  func end(_ file: SnapshotFile) throws(SystemFailure) {
    number += 1
    guard let open = self.file.take() else { return }
    // The mask of the user may have taken away what the cache grants.
    if try open.descriptor.status().mode != permissions {
      try? open.descriptor.setPermissions(permissions)
    }
    if !OpenDirectory.canSynchronizeFileSystem { try open.descriptor.synchronize() }
    try open.descriptor.closeReportingErrors()
  }
}

internal import PipSystem
internal import SystemPackage

/// The cache directory, held open while a snapshot is made of it: its files are opened from there, each with
/// one call where the system has one for that.
final class SourceFolder: Sendable {
  private let directory: OpenDirectory

  /// Opens the cache directory.
  init(_ path: FilePath) throws(SystemFailure) {
    directory = try OpenDirectory(path)
  }

  /// Opens a file; links are refused on the whole way.
  func file(at path: SnapshotPath) throws(SystemFailure) -> SourceFile {
    try SourceFile(directory.file(at: path.way))
  }

  /// Returns what a file is now.
  ///
  /// Links on the way are followed: nothing is read there, what is known is only compared.
  func stamp(at path: SnapshotPath) throws(SystemFailure) -> SourceFile.Stamp {
    SourceFile.Stamp(try directory.status(at: path.way))
  }
}

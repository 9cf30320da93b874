package import PipArchives
package import PipHashing
package import PipPackaging

/// A wheel that is to be installed: where it is read from, and what is asked for beside its files.
package struct WheelSource: Sendable {
  /// The name of the file.
  package var name: WheelFileName

  /// What is asked for beside its files.
  package var request: InstallRequest

  /// The SHA-256 of the file, where that is known; then nothing else is installed.
  package var digest: Digest?

  /// Opens the file.
  package var open: @Sendable () throws(ArchivesError) -> FileRange

  /// Creates a source.
  package init(
    _ name: WheelFileName,
    _ request: InstallRequest,
    digest: Digest? = nil,
    open: @escaping @Sendable () throws(ArchivesError) -> FileRange
  ) {
    self.name = name
    self.request = request
    self.digest = digest
    self.open = open
  }
}

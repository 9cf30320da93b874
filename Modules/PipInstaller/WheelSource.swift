package import PipArchives
package import PipPackaging

/// A wheel that is to be installed: where it is read from, and what is asked for beside its files.
package struct WheelSource: Sendable {
  /// The name of the file.
  package var name: WheelFileName

  /// What is asked for beside its files.
  package var request: InstallRequest

  /// Opens the file.
  package var open: @Sendable () throws(ArchivesError) -> FileRange

  /// Creates a source.
  package init(
    _ name: WheelFileName,
    _ request: InstallRequest,
    open: @escaping @Sendable () throws(ArchivesError) -> FileRange
  ) {
    self.name = name
    self.request = request
    self.open = open
  }
}

internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// A folder for what is needed only as long as the command runs.
enum TemporaryFolder {
  /// Makes one where the system wants such folders (`TMPDIR`, POSIX).
  ///
  /// - Parameter environment: the variables.
  /// - Returns: the folder, for this user alone.
  /// - Throws: `SystemFailure`.
  static func make(in environment: Environment) throws(SystemFailure) -> FilePath {
    let parent = parent(in: environment)
    let name = TemporaryName.adjacent(to: "swiftpip-").dropLast(".tmp".utf8.count)
    let folder = parent.appending(String(name))
    try folder.makeDirectory(permissions: .ownerReadWriteExecute)
    return folder
  }

  /// Where the system wants such folders.
  static func parent(in environment: Environment) -> FilePath {
    FilePath(systemText: environment.nonEmpty("TMPDIR") ?? "/tmp")
  }
}

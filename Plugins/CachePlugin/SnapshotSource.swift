internal import PipArchives
internal import PipDiagnostics
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// A snapshot that the command line names: a file, a pipe, or `-` for standard input.
enum SnapshotSource {
  /// Opens it for reading.
  ///
  /// - Throws: why it cannot be read.
  static func open(_ text: String) throws -> any ByteSource {
    guard text != "-" else { return StandardInput() }
    let path = FilePath(systemText: text)
    do throws(SystemFailure) {
      let file = try OwnedDescriptor.open(path, .readOnly)
      guard try file.status().kind != .directory else {
        throw SystemFailure("read", path, .isDirectory)
      }
      return FileSource(file)
    } catch {
      throw SnapshotUnreadable(path: path, failure: error)
    }
  }
}

/// A snapshot cannot be read.
struct SnapshotUnreadable: Error, Explainable {
  let path: FilePath
  let failure: SystemFailure

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "cache.snapshot-unreadable",
      message: "\(path.isEmpty ? "a file without a name" : path.systemText) cannot be read",
      causes: [failure.reason]
    )
  }
}

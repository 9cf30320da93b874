internal import PipDiagnostics
internal import PipSystem
internal import SystemPackage

/// A file that a command is given cannot be read.
struct FileUnreadable: Error, Explainable {
  let path: FilePath
  let failure: SystemFailure

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "packages.file-unreadable",
      message: "\(path.systemText) cannot be read",
      causes: [failure.reason]
    )
  }
}

package import PipDiagnostics
package import PipSystem
package import SystemPackage

/// What can go wrong while a file is changed durably.
package enum FilesError: Error, Sendable, Hashable {
  /// A new content could not be put in place; what was there before still is.
  case notPublished(FilePath, SystemFailure)
}

extension FilesError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .notPublished(let path, let failure):
      Diagnostic(
        .error,
        code: "files.not-published",
        message: "\(path.systemText) could not be written; what was there before is untouched",
        causes: [failure.reason]
      )
    }
  }
}

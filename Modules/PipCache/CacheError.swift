package import PipDiagnostics
package import PipSystem
package import SystemPackage

/// What keeps the cache from being worked on.
package enum CacheError: Error, Sendable, Hashable {
  /// There is nothing at the place of the cache.
  case missing(FilePath)
  /// What is there is no directory.
  case notADirectory(FilePath)
  /// It cannot be read.
  case unreadable(FilePath, SystemFailure)
}

extension CacheError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .missing(let path):
      Diagnostic(
        .error,
        code: "cache.missing",
        message: "there is no cache at \(path.systemText)",
        hint: "pip makes it when it first downloads something; --cache-dir names another place"
      )
    case .notADirectory(let path):
      Diagnostic(
        .error,
        code: "cache.not-a-directory",
        message: "the cache at \(path.systemText) is no directory",
        hint: "move it away, or name another place with --cache-dir"
      )
    case .unreadable(let path, let failure):
      Diagnostic(
        .error,
        code: "cache.unreadable",
        message: "the cache at \(path.systemText) cannot be read",
        causes: [failure.reason],
        hint: "correct owner and mode, or name another place with --cache-dir"
      )
    }
  }
}

package import PipDiagnostics
internal import PipFiles
internal import PipSystem

extension CacheInventory {
  /// What could not be looked at, and so is in no total.
  package var diagnostics: [Diagnostic] {
    var diagnostics = obstacles.map(\.diagnostic)
    if obstacleCount > obstacles.count {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "cache.more-left-out",
          message: "\(obstacleCount - obstacles.count) more places could not be looked at"
        )
      )
    }
    return diagnostics
  }
}

extension TreeWalk.Obstacle: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let path, let failure):
      Diagnostic(
        .warning,
        code: "cache.place-unreadable",
        message: "\(path.systemText) was left out: it cannot be looked at",
        causes: [failure.reason]
      )
    case .mountPoint(let path):
      Diagnostic(
        .warning,
        code: "cache.place-mounted",
        message: "\(path.systemText) was left out: another file system is mounted there"
      )
    case .tooDeep(let path):
      Diagnostic(
        .warning,
        code: "cache.place-too-deep",
        message: "\(path.systemText) was left out: nobody nests folders so deep"
      )
    }
  }
}

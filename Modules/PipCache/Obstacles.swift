package import PipDiagnostics
package import PipFiles
package import PipSystem
package import SystemPackage

/// What could not be looked at: how much, and the first of it, for one cause often makes thousands.
package struct Obstacles: Sendable, Hashable {
  /// How many places could not be looked at.
  package private(set) var count = 0

  /// Whether the system refused to show one of them: what is in it may be missed.
  ///
  /// What is left alone on purpose is not.
  package private(set) var isRefusal = false

  private var kept: [TreeWalk.Obstacle] = []

  private static let limit = 16

  /// Begins with nothing in the way.
  package init() {}

  /// Adds one.
  package mutating func add(_ obstacle: TreeWalk.Obstacle) {
    count += 1
    if case .unreadable = obstacle { isRefusal = true }
    if kept.count < Self.limit { kept.append(obstacle) }
  }

  /// Adds a place that the system refused to show; what is gone is in nobody's way.
  package mutating func add(_ failure: SystemFailure, at path: FilePath) {
    guard failure.errno != .noSuchFileOrDirectory else { return }
    add(.unreadable(path, failure))
  }

  /// Adds others; what two have met on the same walk counts once, as far as it is known by name.
  package mutating func add(_ other: Obstacles) {
    let unknown = other.kept.filter { !kept.contains($0) }
    count += other.count - (other.kept.count - unknown.count)
    isRefusal = isRefusal || other.isRefusal
    kept = Array((kept + unknown).prefix(Self.limit))
  }

  /// What people are told of them.
  package var diagnostics: [Diagnostic] {
    var diagnostics = kept.map(\.diagnostic)
    if count > kept.count {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "cache.more-left-out",
          message: "\(count - kept.count) more places could not be looked at"
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
        message: "\(path.systemText) was left out: something else is mounted there"
      )
    case .link(let path):
      Diagnostic(
        .warning,
        code: "cache.place-linked",
        message: "\(path.systemText) was left out: it is a link, which is not followed",
        hint: "keep all of the cache elsewhere: with pip's cache-dir, or a link in its place"
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

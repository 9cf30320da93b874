import Synchronization
import TestSupport

/// One index server for all tests that run at the same time; each finds its own requests by a tag.
enum SharedIndex {
  private struct Current {
    weak var server: IndexServer?
  }

  private static let current = Mutex(Current())

  /// What it has: pip, and something to download.
  static let projects = [
    "pip": ["0.1", "23.0", "99.0"], "demo": ["1.0", "2.0"], "private-tool": ["1.0"],
  ]

  /// Returns the server that runs, or a new one, which ends with its last user.
  static func server() throws -> IndexServer {
    try current.withLock { current in
      if let server = current.server { return server }
      let server = try IndexServer(projects: projects)
      current.server = server
      return server
    }
  }
}

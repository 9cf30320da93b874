package import PipDiagnostics
package import SystemPackage

/// A system call that failed: which, on what, and why.
package struct SystemFailure: Error, Sendable, Hashable {
  /// The call, by its POSIX name.
  package var operation: String

  /// The path it was given, where it was given one.
  package var path: FilePath?

  /// Why it failed.
  package var errno: Errno

  /// Creates a failure from its facts.
  package init(_ operation: String, _ path: FilePath? = nil, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// The call and the system's words for why it failed, as the last link of a cause chain.
  package var reason: String {
    guard let path else { return "\(operation): \(errno)" }
    return "\(operation) \(path.systemText): \(errno)"
  }
}

extension SystemFailure: Explainable {
  package var diagnostic: Diagnostic {
    Diagnostic(.error, code: "system.call-failed", message: "the system refused", causes: [reason])
  }
}

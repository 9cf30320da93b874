package import PipSystem

/// Takes a file as it comes from a server.
package protocol FileReceiver: Sendable {
  /// Begins anew: what was taken before is of a try that failed.
  ///
  /// - Throws: `SystemFailure` where nothing can be kept.
  func begin() throws(SystemFailure)

  /// Takes what comes next.
  ///
  /// - Throws: `SystemFailure` where it cannot be kept.
  func take(_ bytes: [UInt8]) throws(SystemFailure)
}

/// Decides whether a request that failed is worth another try, and when.
package struct RetryPolicy: Sendable, Hashable {
  /// The answers that may be different a moment later (pip's list, and 504 and 429).
  private static let passingStatuses: Set<Int> = [429, 500, 502, 503, 504, 520, 524, 527]

  /// No pause is longer than this.
  private static let longestPause = Duration.seconds(8)

  /// How often a request is tried again, 0 for never.
  package var retries: Int

  /// How long the first pause is at most; each following one is twice as long.
  package var firstPause = Duration.milliseconds(250)

  /// Creates a policy.
  package init(retries: Int, firstPause: Duration = .milliseconds(250)) {
    self.retries = retries
    self.firstPause = firstPause
  }

  /// Decides about the next try.
  ///
  /// - Parameters:
  ///   - failure: What the last try ended with.
  ///   - attempt: How many retries there were before, 0 after the first try.
  ///   - retryAfter: What the server asked for, nil where it did not.
  ///   - remaining: How long until the deadline; a pause that outlasts it is pointless.
  ///   - chance: Between 0 and 1, so that many clients do not come back together.
  /// - Returns: how long to wait before it, or nil where there should be none.
  package func pause(
    after failure: IndexError,
    attempt: Int,
    retryAfter: Duration?,
    remaining: Duration,
    chance: Double
  ) -> Duration? {
    guard attempt < retries, isPassing(failure) else { return nil }
    let backOff = min(firstPause * (1 << min(attempt, 16)), Self.longestPause)
    // Between half and all of it: the pause still grows, and no two clients share it.
    let pause = max(backOff * (0.5 + chance / 2), retryAfter ?? .zero)
    return pause < remaining ? pause : nil
  }

  private func isPassing(_ failure: IndexError) -> Bool {
    switch failure {
    case .unreachable(_, let problem): problem.isPassing
    case .timedOut: true
    case .status(_, let code): Self.passingStatuses.contains(code)
    case .untrusted, .tooLarge, .malformedPage, .unusable, .cancelled: false
    }
  }
}

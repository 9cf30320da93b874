package import PipSystem

/// What is remembered of checks that failed since the last one that did not.
package struct FailureRecord: Sendable, Hashable {
  /// How many failed in a row, at least one.
  package var count: Int

  /// When the last one failed.
  package var failedAt: Timestamp

  /// What it failed with: `index-unreachable` or `no-candidate`.
  package var reason: CheckReason

  /// Creates a record of failures.
  package init(count: Int, failedAt: Timestamp, reason: CheckReason) {
    self.count = count
    self.failedAt = failedAt
    self.reason = reason
  }

  /// Returns the record after one more failure.
  package static func adding(
    _ reason: CheckReason,
    at moment: Timestamp,
    to earlier: FailureRecord?
  ) -> FailureRecord {
    let count = min(earlier?.count ?? 0, Int(Int32.max) - 1) + 1
    return FailureRecord(count: count, failedAt: moment, reason: reason)
  }
}

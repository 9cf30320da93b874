package import PipSystem

/// What is remembered of checks that failed since the last one that did not.
package struct FailureRecord: Sendable, Hashable {
  /// How many failed in a row, at least one.
  package var count: Int

  /// When the last one failed.
  package var failedAt: Timestamp

  /// What it failed with: `index-unreachable` or `no-candidate`.
  package var reason: CheckReason

  /// Whom it was asked of, as `CheckRequest.askedOf` names them; empty: nobody knows.
  package var askedOf: String

  /// Creates a record of failures.
  package init(count: Int, failedAt: Timestamp, reason: CheckReason, askedOf: String = "") {
    self.count = count
    self.failedAt = failedAt
    self.reason = reason
    self.askedOf = askedOf
  }

  /// Returns the record after one more failure.
  package static func adding(
    _ reason: CheckReason,
    at moment: Timestamp,
    askedOf: String = "",
    to earlier: FailureRecord?
  ) -> FailureRecord {
    // Others that failed before say nothing about these.
    let before = earlier.flatMap { $0.askedOf == askedOf ? $0.count : nil } ?? 0
    let count = min(before, Int(Int32.max) - 1) + 1
    return FailureRecord(count: count, failedAt: moment, reason: reason, askedOf: askedOf)
  }
}

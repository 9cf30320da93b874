package import PipPackaging
package import PipSystem

/// What an index once said: the newest version, and when that was learned.
package struct CheckRecord: Sendable, Hashable {
  /// When the index answered.
  package var checkedAt: Timestamp

  /// The newest version that the environment could install.
  package var latest: Version

  /// Creates a record.
  package init(checkedAt: Timestamp, latest: Version) {
    self.checkedAt = checkedAt
    self.latest = latest
  }
}

package import PipPackaging
package import PipSystem

/// The answer to "is this package out of date?".
package struct CheckFinding: Sendable, Hashable {
  /// Where the newest version is known from.
  package enum Source: String, Sendable, Hashable, Codable {
    /// From an earlier run, pip's or ours.
    case state
    /// From an index, just now.
    case index
    /// It is not known.
    case none
  }

  /// The newest version, nil where it is not known.
  package var latest: Version?

  /// Whether the installed version should be replaced by the newest.
  package var isOutdated: Bool

  /// Why the check ended as it did.
  package var reason: CheckReason

  /// Where `latest` is from.
  package var source: Source

  /// When the index said so.
  package var checkedAt: Timestamp?

  /// Whether people should hear of it unasked.
  package var isWorthNotice: Bool { reason == .newerRelease }

  /// Whether the check came to a fresh answer: not so where one of these reasons stopped it.
  package var isAnswered: Bool {
    switch reason {
    case .newerRelease, .upToDate, .sameBaseVersion, .notInstalledByPip, .externallyManaged,
      .disabled:
      latest != nil
    case .packageNotInstalled, .noIndex, .indexUnreachable, .noCandidate, .claimedByAnotherRun,
      .offline:
      false
    }
  }

  /// Returns what a fresh answer means for a subject.
  package static func of(
    _ record: CheckRecord,
    from source: Source,
    for subject: CheckSubject,
    _ request: CheckRequest
  ) -> CheckFinding {
    let comparison = Self.compare(subject.installed, with: record.latest)
    let silencing: CheckReason? =
      if request.disabledBy != nil {
        .disabled
      } else if subject.isExternallyManaged {
        .externallyManaged
      } else if !subject.isInstalledByPip {
        .notInstalledByPip
      } else {
        nil
      }
    return CheckFinding(
      latest: record.latest,
      isOutdated: comparison == .newerRelease,
      reason: silencing ?? comparison,
      source: source,
      checkedAt: record.checkedAt
    )
  }

  /// Returns what a check without a fresh answer means: an older answer is told, but nobody is
  /// notified on the strength of it.
  package static func without(
    _ reason: CheckReason,
    knowing record: CheckRecord?,
    for subject: CheckSubject
  ) -> CheckFinding {
    CheckFinding(
      latest: record?.latest,
      isOutdated: record.map {
        compare(subject.installed, with: $0.latest) == .newerRelease
      } ?? false,
      reason: reason,
      source: record == nil ? .none : .state,
      checkedAt: record?.checkedAt
    )
  }

  /// Compares as pip does: only another base version counts, so that post, pre and development
  /// releases of what is installed bother nobody.
  private static func compare(_ installed: Version?, with latest: Version) -> CheckReason {
    guard let installed, installed < latest else { return .upToDate }
    return installed.base == latest.base ? .sameBaseVersion : .newerRelease
  }
}

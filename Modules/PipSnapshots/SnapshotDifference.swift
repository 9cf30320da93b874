/// What one snapshot has and another has not, file by file.
package struct SnapshotDifference: Sendable, Hashable {
  /// A file with another content than before.
  package struct Change: Sendable, Hashable {
    /// As it was.
    package let before: SnapshotFile
    /// As it is.
    package let after: SnapshotFile
  }

  /// What is only in the second.
  package private(set) var added: [SnapshotFile] = []
  /// What is only in the first.
  package private(set) var removed: [SnapshotFile] = []
  /// What is in both, with other content.
  package private(set) var changed: [Change] = []
  /// Whether heads of responses were compared: at other levels of redaction they are others.
  package let comparesHeads: Bool

  /// Whether both have the same.
  package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

  /// Compares two snapshots.
  ///
  /// - Throws: `SnapshotsError.report` where names are hidden in one of them.
  package init(from before: SnapshotManifest, to after: SnapshotManifest) throws(SnapshotsError) {
    guard before.redaction.level != .report, after.redaction.level != .report else {
      throw .report
    }
    comparesHeads = before.redaction.level == after.redaction.level
    let old = relevant(before)
    let new = relevant(after)
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      guard left < old.count else {
        added += new[right...]
        break
      }
      guard right < new.count else {
        removed += old[left...]
        break
      }
      let (a, b) = (old[left], new[right])
      if a.path == b.path {
        if !a.hasContent(of: b) { changed.append(Change(before: a, after: b)) }
        (left, right) = (left + 1, right + 1)
      } else if a.path < b.path {
        removed.append(a)
        left += 1
      } else {
        added.append(b)
        right += 1
      }
    }
  }

  private func relevant(_ manifest: SnapshotManifest) -> [SnapshotFile] {
    comparesHeads ? manifest.files : manifest.files.filter { !$0.isHead }
  }
}

internal import PipHashing

/// Sees that contents are what the manifest says of them.
struct ContentVerifier: Sendable {
  private let files: [SnapshotFile]
  private var hash = HashStream(.sha256)

  /// Begins with the first file.
  init(_ files: [SnapshotFile]) {
    self.files = files
  }

  /// Checks contents that follow those before.
  mutating func check(_ batch: SnapshotBatch) throws(SnapshotsError) {
    for part in batch.parts {
      batch.with(part) { hash.update(with: $0) }
      guard part.isLast else { continue }
      let file = files[part.file]
      guard file.has(hash.finish()) else { throw .damaged(file.path.text) }
      hash = HashStream(.sha256)
    }
  }
}

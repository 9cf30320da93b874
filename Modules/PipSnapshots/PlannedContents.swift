internal import PipArchives
internal import PipCache
internal import PipHashing
internal import PipSystem
internal import SystemPackage

/// Reads the files of a plan, in its order, as they were when they were chosen or not at all.
actor PlannedContents {
  private let plan: SnapshotPlan
  /// The number of the file that is read, and where it is read.
  private var number = 0
  private var source: SourceFile?
  private var position: Int64 = 0

  /// Begins with the first file.
  init(of plan: SnapshotPlan) {
    self.plan = plan
  }

  /// Returns the next contents; nothing behind the last.
  func next() -> Result<SnapshotBatch, SnapshotsError> {
    var batch = SnapshotBatch()
    do {
      while !batch.isFull, number < plan.manifest.files.count { try read(&batch) }
      return .success(batch)
    } catch {
      return .failure(error)
    }
  }

  /// Reads some of a file.
  private func read(_ batch: inout SnapshotBatch) throws(SnapshotsError) {
    let file = plan.manifest.files[number]
    do {
      if source == nil {
        if let content = plan.held[file.sha256] { return try take(content, file, &batch) }
        try open(file)
        if file.isHead, plan.manifest.redaction.level != .exact {
          return try takeHead(file, &batch)
        }
      }
      try readPiece(file, &batch)
    } catch let failure as SystemFailure where failure.errno != .noSuchFileOrDirectory {
      throw .notRead(failure)
    } catch {
      throw .changed(file.path.text)
    }
  }

  /// Takes a content that is at hand.
  private func take(
    _ content: [UInt8],
    _ file: SnapshotFile,
    _ batch: inout SnapshotBatch
  ) throws {
    guard try plan.sources.stamp(at: file.path) == plan.stamps[number] else { throw Changed() }
    add(content, &batch)
  }

  /// A file is no longer what it was.
  private struct Changed: Error {}

  private func open(_ file: SnapshotFile) throws {
    let opened = try plan.sources.file(at: file.path)
    guard opened.stamp == plan.stamps[number] else { throw Changed() }
    source = consume opened
    position = 0
  }

  private func readPiece(_ file: SnapshotFile, _ batch: inout SnapshotBatch) throws {
    let count = try source?.read(at: position, into: &batch) ?? 0
    position += Int64(count)
    let isLast = position == file.size
    guard count > 0 || isLast else { throw Changed() }
    if isLast { guard try source?.isUnchanged() == true else { throw Changed() } }
    batch.endPart(of: number, count: count, isLast: isLast)
    if isLast { finish() }
  }

  /// Cleans a head once more: to hold all of them would take as much memory as there are.
  private func takeHead(_ file: SnapshotFile, _ batch: inout SnapshotBatch) throws {
    let isPublic = plan.manifest.redaction.level == .public
    guard case .head(let head, _)? = try source?.cleanedHead(isPublic: isPublic),
      file.has(HashAlgorithm.sha256.digest(of: head))
    else { throw Changed() }
    add(head, &batch)
  }

  private func add(_ content: [UInt8], _ batch: inout SnapshotBatch) {
    // Bytes have no gaps between them.
    batch.append(unsafe content.span.bytes)
    batch.endPart(of: number, count: content.count, isLast: true)
    finish()
  }

  private func finish() {
    source = nil
    number += 1
  }
}

package import PipFiles
package import PipSystem
package import SystemPackage

/// Looks through a cache, folder by folder, and adds up what is found.
///
/// Nothing is held but sums and one batch of files a worker, whatever the size of the cache. Links
/// are not followed and other file systems are not entered.
package struct CacheScan: Sendable {
  /// The cache directory.
  package var directory: FilePath

  /// How many folders are looked through at the same time.
  package var workers: Int

  /// How folders are walked.
  package var walk: TreeWalk

  /// The areas that are looked through, nil for all.
  package var areas: Set<CacheArea>?

  /// Is told how far the scan has come, nil where nobody wants to know.
  package var tell: ScanProgress.Listener?

  /// Creates a scan with a worker for each processor.
  package init(
    _ directory: FilePath,
    workers: Int = ProcessFacts.processorCount,
    walk: TreeWalk = TreeWalk(),
    areas: Set<CacheArea>? = nil,
    tell: ScanProgress.Listener? = nil
  ) {
    self.directory = directory
    self.workers = max(1, workers)
    self.walk = walk
    self.areas = areas
    self.tell = tell
  }

  /// Adds what happens in a folder to a sum.
  package typealias Visitor<Sum> =
    @Sendable (inout Sum, CacheFolder, borrowing OpenDirectory, TreeWalk.Event) -> Void

  /// Adds up what a visitor makes of each folder and its files.
  ///
  /// - Parameters:
  ///   - empty: what nothing adds up to; each worker begins with it.
  ///   - visit: adds an event in a folder to a sum.
  ///   - combine: adds a sum to another.
  /// - Returns: the sum.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  @concurrent
  package func sum<Sum: Sendable>(
    from empty: Sum,
    _ visit: @escaping Visitor<Sum>,
    combine: (inout Sum, Sum) -> Void
  ) async throws(CacheError) -> Sum {
    var total = empty
    let (device, parts) = try begin(&total, visit)
    // Not always in the same order: a walk that ends early begins elsewhere the next time.
    let queue = WorkQueue(parts.shuffled())
    let progress = tell.map { ScanProgress(parts: parts.count, $0) }
    await queue.sum(
      workers: workers,
      from: empty,
      { sum, part in
        look(through: part, on: device, &sum) { sum, folder, directory, event in
          visit(&sum, folder, directory, event)
          if let progress, case .files(let files) = event { progress.add(files.count) }
        }
        progress?.finishPart()
      },
      combine: { combine(&total, $0) }
    )
    return total
  }

  /// A folder that one worker looks through, and the area that it is in, if that is shared out.
  fileprivate struct Part: Sendable {
    var area: EntryName?
    var folder: EntryName
  }

  /// Visits the folders above the parts that are given to workers, and returns these parts.
  private func begin<Sum>(
    _ total: inout Sum,
    _ visit: Visitor<Sum>
  ) throws(CacheError) -> (device: UInt64, parts: [Part]) {
    do {
      var root = try OpenDirectory(directory)
      let device = try root.status().identity.device
      var parts: [Part] = []
      for name in subfolders(of: &root, &total, visit) {
        guard areas?.contains(CacheFolder([name]).area) ?? true else { continue }
        guard ["http-v2", "http"].contains(name.systemText), var area = try? root.directory(name),
          (try? area.status())?.identity.device == device
        else {
          parts.append(Part(folder: name))
          continue
        }
        parts += subfolders(of: &area, &total, visit).map { Part(area: name, folder: $0) }
      }
      return (device, parts)
    } catch {
      // A cache that is not there, or not any more, has nothing in it.
      guard error.errno != .noSuchFileOrDirectory else { return (0, []) }
      throw Self.error(error, directory)
    }
  }

  private func subfolders<Sum>(
    of folder: inout OpenDirectory,
    _ total: inout Sum,
    _ visit: Visitor<Sum>
  ) -> [EntryName] {
    let meaning = CacheFolder(folder.names)
    if let status = try? folder.status() { visit(&total, meaning, folder, .folder(status)) }
    return walk.visitFiles(of: &folder) { folder, event in visit(&total, meaning, folder, event) }
  }

  private func look<Sum>(
    through part: Part,
    on device: UInt64,
    _ sum: inout Sum,
    _ visit: Visitor<Sum>
  ) {
    // What is gone by now is passed over.
    guard let root = try? OpenDirectory(directory) else { return }
    func enter(_ parent: borrowing OpenDirectory) {
      walk.enter(part.folder, of: parent, on: device) { folder, event in
        visit(&sum, CacheFolder(folder.names), folder, event)
      }
    }
    guard let area = part.area else { return enter(root) }
    if let area = try? root.directory(area) { enter(area) }
  }

  private static func error(_ failure: SystemFailure, _ directory: FilePath) -> CacheError {
    switch failure.errno {
    case .notDirectory, .tooManySymbolicLinkLevels: .notADirectory(directory)
    default: .unreadable(directory, failure)
    }
  }
}

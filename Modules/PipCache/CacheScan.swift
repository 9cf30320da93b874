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

  /// What is remembered of folders, so that not all are opened; nil: all are.
  package var memory: FolderMemory?

  /// Is told how far the scan has come, nil where nobody wants to know.
  package var tell: ScanProgress.Listener?

  /// Creates a scan with a worker for each processor.
  package init(
    _ directory: FilePath,
    workers: Int = ProcessFacts.processorCount,
    walk: TreeWalk = TreeWalk(),
    areas: Set<CacheArea>? = nil,
    memory: FolderMemory? = nil,
    tell: ScanProgress.Listener? = nil
  ) {
    self.directory = directory
    self.workers = max(1, workers)
    self.walk = walk
    self.areas = areas
    self.memory = memory
    self.tell = tell
  }

  /// Adds up what is found.
  ///
  /// - Parameter empty: what nothing adds up to; each worker begins with it.
  /// - Returns: the sum.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  @concurrent
  package func sum<Sum: CacheSum>(from empty: Sum) async throws(CacheError) -> Sum {
    var total = empty
    let (device, parts) = try begin(&total)
    // Not always in the same order: a walk that ends early begins elsewhere the next time.
    let queue = WorkQueue(parts.shuffled())
    let progress = tell.map { ScanProgress(parts: parts.count, $0) }
    var refusal: SystemFailure?
    await queue.sum(
      workers: workers,
      from: Share(sum: empty, progress: progress),
      { share, part in
        look(through: part, on: device, &share)
        progress?.finishPart()
      },
      combine: { share in
        total.add(share.sum)
        refusal = refusal ?? share.refusal
      }
    )
    if let refusal { throw Self.error(refusal, directory) }
    return total
  }

  /// A folder that one worker looks through, and the area that it is in, if that is shared out.
  private struct Part: Sendable {
    var area: EntryName?
    var folder: EntryName

    /// What it is called in the memory; nil for what is not remembered.
    var memoryName: EntryName? {
      guard let area, folder.isHexadecimal(count: 1) else { return nil }
      return EntryName(area.bytes + [UInt8(ascii: "-")] + folder.bytes)
    }
  }

  /// What one worker adds up.
  private struct Share<Sum: CacheSum>: CacheSum {
    var sum: Sum
    let progress: ScanProgress?
    /// Why the cache itself could not be opened any more.
    var refusal: SystemFailure?

    mutating func add(
      _ event: TreeWalk.Event,
      in folder: CacheFolder,
      _ directory: borrowing OpenDirectory
    ) {
      sum.add(event, in: folder, directory)
      if case .files(let files) = event { progress?.add(files.count) }
    }

    var detail: KnownFolder.Detail { sum.detail }

    func needsOpening(_ folder: KnownFolder) -> Bool { sum.needsOpening(folder) }

    mutating func add(_ folder: KnownFolder) {
      sum.add(folder)
      progress?.add(folder.totals?.files ?? folder.files.count)
    }

    mutating func add(_ other: Self) { sum.add(other.sum) }
  }

  /// Visits the folders above the parts that are given to workers, and returns these parts.
  private func begin<Sum: CacheSum>(
    _ total: inout Sum
  ) throws(CacheError) -> (device: UInt64, parts: [Part]) {
    do {
      var root = try OpenDirectory(directory)
      let device = try root.status().identity.device
      for link in Self.links(inPlaceOf: areas, in: root) {
        total.add(.obstacle(.link(link)), in: CacheFolder([]), root)
      }
      var parts: [Part] = []
      for name in subfolders(of: &root, &total) {
        guard areas?.contains(CacheFolder([name]).area) ?? true else { continue }
        guard ["http-v2", "http"].contains(name.systemText), var area = try? root.directory(name),
          (try? area.status())?.identity.device == device
        else {
          parts.append(Part(folder: name))
          continue
        }
        parts += subfolders(of: &area, &total).map { Part(area: name, folder: $0) }
      }
      return (device, parts)
    } catch {
      // A cache that is not there, or not any more, has nothing in it.
      guard error.errno != .noSuchFileOrDirectory else { return (0, []) }
      throw Self.error(error, directory)
    }
  }

  /// Looks for links in place of pip's areas: pip follows them, and nothing here does.
  ///
  /// - Parameters:
  ///   - areas: the areas; nil for all.
  ///   - directory: the cache directory.
  /// - Returns: the links.
  package static func links(
    inPlaceOf areas: Set<CacheArea>? = nil,
    in directory: borrowing OpenDirectory
  ) -> [FilePath] {
    var links: [FilePath] = []
    for area: CacheArea in [.httpV2, .http, .wheels, .selfCheck] {
      guard areas?.contains(area) ?? true, let name = EntryName(systemText: area.rawValue),
        let status = try? directory.statusIfThere(of: name), status.kind == .symbolicLink
      else { continue }
      links.append(directory.path(of: name))
    }
    return links
  }

  private func subfolders<Sum: CacheSum>(
    of folder: inout OpenDirectory,
    _ total: inout Sum
  ) -> [EntryName] {
    let meaning = CacheFolder(folder.names)
    if let status = try? folder.status() { total.add(.folder(status), in: meaning, folder) }
    return walk.visitFiles(of: &folder) { folder, event in total.add(event, in: meaning, folder) }
  }

  private func look<Sum: CacheSum>(
    through part: Part,
    on device: UInt64,
    _ share: inout Share<Sum>
  ) {
    do throws(SystemFailure) {
      let root = try OpenDirectory(directory)
      let names = [part.area].compactMap(\.self)
      let parent = walk.descend(names[...], from: root) { folder, event in
        share.add(event, in: CacheFolder(folder.names), folder)
      }
      guard let parent else { return }
      let name = memory == nil ? nil : part.memoryName
      var replay = FolderReplay(
        walk,
        on: device,
        knowing: name.flatMap { memory?.recalled($0) } ?? [],
        isRemembered: name != nil && memory?.isKept == true,
        until: .now() - (memory?.grain ?? .zero)
      )
      let learned = replay.visit(part.folder, of: parent, &share)
      if let name, let learned { memory?.keep(learned, of: name) }
    } catch {
      // What is gone by now is passed over.
      guard error.errno != .noSuchFileOrDirectory else { return }
      share.refusal = share.refusal ?? error
    }
  }

  private static func error(_ failure: SystemFailure, _ directory: FilePath) -> CacheError {
    switch failure.errno {
    case .notDirectory, .tooManySymbolicLinkLevels: .notADirectory(directory)
    default: .unreadable(directory, failure)
    }
  }
}

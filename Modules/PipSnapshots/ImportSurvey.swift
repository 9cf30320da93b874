internal import PipCache
internal import PipHashing
internal import PipSystem
internal import SystemPackage

/// What belongs together in a snapshot, and goes into a cache together or not at all: the head and the body
/// of a response, or one file.
package struct ImportEntry: Sendable, Hashable {
  /// What becomes of it.
  package enum Fate: Sendable, Hashable {
    /// The cache has nothing there: it goes in.
    case new
    /// The cache has the same.
    case same
    /// The cache has something else, which stays.
    case kept
    /// The cache has nothing there, but other wheels beside it, which stay by themselves.
    case apart
    /// The cache has something else, which goes.
    case replacing
    /// It was to go in, but somebody else has begun to store something there.
    case outrun
  }

  /// The number of its first file in the manifest.
  package let first: Int

  /// How many files it has: a head and a content, or one.
  package let count: Int

  /// What becomes of it.
  package let fate: Fate

  /// The number of its content in the manifest.
  package var content: Int { first + count - 1 }

  /// The numbers of its files in the manifest.
  package var files: Range<Int> { first..<(first + count) }

  /// The same entry, once it gave way.
  var givingWay: ImportEntry { ImportEntry(first: first, count: count, fate: .outrun) }

  /// Whether it goes in.
  var isWanted: Bool { fate == .new || fate == .replacing }
}

/// Finds out what becomes of the entries of a snapshot in a cache.
struct ImportSurvey: Sendable {
  /// The cache directory.
  let directory: FilePath
  /// Whether what is different is replaced.
  let isReplacing: Bool

  /// Returns the entries of a manifest, in its order, and what becomes of each.
  ///
  /// - Throws: `SystemFailure` where a folder is in the way that cannot be entered, or what is no folder.
  func entries(of files: [SnapshotFile]) async throws(SystemFailure) -> [ImportEntry] {
    let shares = Self.shares(of: files)
    var found: [(start: Int, entries: [ImportEntry])] = []
    var failure: SystemFailure?
    await WorkQueue(shares).sum(
      workers: ProcessFacts.processorCount,
      from: Findings(),
      { findings, share in
        findings.add(
          share.lowerBound,
          Result { () throws(SystemFailure) in
            try self.entries(of: files, in: share)
          }
        )
      },
      combine: {
        found += $0.entries
        failure = failure ?? $0.failure
      }
    )
    if let failure { throw failure }
    var entries = found.sorted { $0.start < $1.start }.flatMap(\.entries)
    if !isReplacing { try keepStrangersApart(&entries, files) }
    return entries
  }

  /// Keeps what is in a folder of wheels as it is where something else is in it than the snapshot has there:
  /// what wheels were built from is said once for all of a folder.
  private func keepStrangersApart(
    _ entries: inout [ImportEntry],
    _ files: [SnapshotFile]
  ) throws(SystemFailure) {
    var start = 0
    while start < entries.count {
      let path = files[entries[start].first].path
      guard path.area == .wheels else {
        start += 1
        continue
      }
      let folder = path.names.dropLast()
      var end = start
      var names: Set<EntryName> = []
      while end < entries.count {
        let other = files[entries[end].first].path
        guard other.area == .wheels, other.names.dropLast() == folder else { break }
        names.formUnion(other.names.suffix(1))
        end += 1
      }
      let isKept = entries[start..<end].contains { $0.fate == .kept }
      let isShared = try hasOthers(than: names, folder)
      if isKept || isShared {
        for place in start..<end where entries[place].fate == .new {
          entries[place] = ImportEntry(first: entries[place].first, count: 1, fate: .apart)
        }
      }
      start = end
    }
  }

  private func hasOthers(
    than names: Set<EntryName>,
    _ folder: ArraySlice<EntryName>
  ) throws(SystemFailure) -> Bool {
    do {
      var opened = try OpenDirectory(directory, entering: folder)
      let meaning = CacheFolder(opened.names)
      while let entry = try opened.next() {
        let role = meaning.role(of: entry.name)
        if role == .wheel || role == .origin, !names.contains(entry.name) { return true }
      }
      return false
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    }
  }

  private struct Findings: Sendable {
    var entries: [(start: Int, entries: [ImportEntry])] = []
    var failure: SystemFailure?

    mutating func add(_ start: Int, _ outcome: Result<[ImportEntry], SystemFailure>) {
      switch outcome {
      case .success(let entries): self.entries.append((start, entries))
      case .failure(let failure): self.failure = failure
      }
    }
  }

  /// So many files are looked at by one worker at once.
  private static let shareSize = 256

  /// Parts the files among workers, head and body of a response together: they follow each other.
  private static func shares(of files: [SnapshotFile]) -> [Range<Int>] {
    var shares: [Range<Int>] = []
    var start = 0
    while start < files.count {
      var end = min(start + shareSize, files.count)
      if end < files.count, case .responseBody = files[end].path.role { end += 1 }
      shares.append(start..<end)
      start = end
    }
    return shares
  }

  private func entries(
    of files: [SnapshotFile],
    in share: Range<Int>
  ) throws(SystemFailure) -> [ImportEntry] {
    var entries: [ImportEntry] = []
    var number = share.lowerBound
    while number < share.upperBound {
      var count = 1
      if case .responseHead = files[number].path.role { count = 2 }
      let fate = try fate(of: files[number..<(number + count)])
      entries.append(ImportEntry(first: number, count: count, fate: fate))
      number += count
    }
    return entries
  }

  private func fate(of files: ArraySlice<SnapshotFile>) throws(SystemFailure) -> ImportEntry.Fate {
    let folder: OpenDirectory
    do {
      folder = try OpenDirectory(directory, entering: files[files.startIndex].path.names.dropLast())
    } catch  where error.errno == .noSuchFileOrDirectory {
      return .new
    }
    var areSame = true
    for file in files {
      switch state(of: file, in: folder) {
      // Half a response is none for pip, and a tombstone is what is left of one.
      case .missing: return .new
      case .same: continue
      case .different: areSame = false
      }
    }
    return areSame ? .same : isReplacing ? .replacing : .kept
  }

  private enum State {
    case missing
    case same
    case different
  }

  private func state(of file: SnapshotFile, in folder: borrowing OpenDirectory) -> State {
    guard let name = file.path.names.last else { return .missing }
    do {
      let source = try SourceFile(name, in: folder)
      if file.isHead, (try? source.isTombstone()) ?? false { return .missing }
      guard source.stamp.size == file.size else { return .different }
      guard let digest = try source.digest() else { return .different }
      return file.has(digest) ? .same : .different
    } catch let failure as SystemFailure where failure.errno == .noSuchFileOrDirectory {
      return .missing
    } catch {
      return .different
    }
  }
}

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
    /// The cache has something else, which goes.
    case replacing
  }

  /// Its files: the head, if there is one, and the content.
  package let files: [SnapshotFile]

  /// What becomes of it.
  package let fate: Fate

  /// What it is known by.
  package var content: SnapshotFile { files[files.count - 1] }

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
    let groups = Self.groups(of: files)
    var found = Findings()
    await WorkQueue(Array(groups.enumerated())).sum(
      workers: ProcessFacts.processorCount,
      from: Findings(),
      { findings, group in
        do throws(SystemFailure) {
          findings.fates.append((group.offset, try fate(of: group.element)))
        } catch {
          findings.failure = error
        }
      },
      combine: {
        found.fates += $0.fates
        found.failure = found.failure ?? $0.failure
      }
    )
    if let failure = found.failure { throw failure }
    return found.fates.sorted { $0.place < $1.place }
      .map { ImportEntry(files: groups[$0.place], fate: $0.fate) }
  }

  private struct Findings: Sendable {
    var fates: [(place: Int, fate: ImportEntry.Fate)] = []
    var failure: SystemFailure?
  }

  /// Puts head and body of a response together: they follow each other.
  private static func groups(of files: [SnapshotFile]) -> [[SnapshotFile]] {
    var groups: [[SnapshotFile]] = []
    for file in files {
      if case .responseBody = file.path.role, !groups.isEmpty {
        groups[groups.count - 1].append(file)
      } else {
        groups.append([file])
      }
    }
    return groups
  }

  private func fate(of files: [SnapshotFile]) throws(SystemFailure) -> ImportEntry.Fate {
    let folder: OpenDirectory
    do {
      folder = try OpenDirectory(directory, entering: files[0].path.names.dropLast())
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
      if file.kind == .head, isTombstone(source) { return .missing }
      guard source.stamp.size == file.size else { return .different }
      return try source.digest() == file.digest ? .same : .different
    } catch let failure as SystemFailure where failure.errno == .noSuchFileOrDirectory {
      return .missing
    } catch {
      return .different
    }
  }

  private func isTombstone(_ source: borrowing SourceFile) -> Bool {
    let bytes = try? source.content(limit: CachedResponse.headLimit)
    return bytes.map { Tombstone.isTombstone($0) } ?? false
  }
}

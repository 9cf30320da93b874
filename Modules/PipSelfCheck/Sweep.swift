internal import FoundationEssentials
internal import PipCache
package import PipDiagnostics
internal import PipFiles
package import PipSystem
internal import PipVersionCheck
package import SystemPackage

/// Removes what checks leave behind: pip's own leftovers, which pip never removes, and ours.
///
/// Everything may vanish or change meanwhile: each file is looked at again right before it goes,
/// and what cannot be removed stays for another time.
package struct Sweep: Sendable, Hashable {
  /// The cache directory.
  package var cacheDirectory: FilePath

  /// How old the state of a vanished environment must be.
  ///
  /// A cache that is shared by containers or
  /// over a network holds states of environments that are not visible here.
  package var interval: Duration

  /// How old a temporary file must be before nobody can be writing it any more.
  package var grace: Duration

  /// How many files one sweep removes at most.
  package var limit: Int

  /// Creates a sweep of a cache.
  package init(
    cacheDirectory: FilePath,
    interval: Duration,
    grace: Duration = .seconds(600),
    limit: Int = 64
  ) {
    self.cacheDirectory = cacheDirectory
    self.interval = interval
    self.grace = grace
    self.limit = limit
  }

  /// Returns the dead files, at most as many as the limit, and what is told of what could not be looked at;
  /// removes nothing.
  package func deadFiles(now: Timestamp) -> (files: [SweptFile], refusals: [Diagnostic]) {
    var obstacles = Obstacles()
    let found = findDeadFiles(now: now, &obstacles)
    return (found.map(\.file), obstacles.diagnostics)
  }

  /// Removes dead files and returns those that are gone.
  package func removeDeadFiles(now: Timestamp) -> [SweptFile] {
    // In passing nobody is told what could not be looked at: there is another time.
    var obstacles = Obstacles()
    return remove(findDeadFiles(now: now, &obstacles))
  }

  /// Removes what is still as it was found, and returns what is gone.
  func remove(_ candidates: [Candidate]) -> [SweptFile] {
    candidates.compactMap { candidate in
      guard let again = try? candidate.file.path.status(following: .nothing),
        again == candidate.status, (try? candidate.file.path.unlink()) != nil
      else { return nil }
      return candidate.file
    }
  }

  /// A dead file, and how it was when it was found dead.
  struct Candidate: Sendable {
    var file: SweptFile
    var status: FileStatus
  }

  /// A folder to look in, and how to judge a name in it.
  private struct Room {
    var folder: FilePath
    /// Judges an old file whose name is that of a state.
    var judge: (FilePath) throws(SystemFailure) -> SweptFile.Reason?
  }

  /// How many names of a folder are looked at, and how many files of it are opened: a sweep is to
  /// be quick, whatever is in the way.
  private static let nameLimit = 65_536
  private static let openLimit = 512

  func findDeadFiles(now: Timestamp, _ obstacles: inout Obstacles) -> [Candidate] {
    let rooms = [
      Room(folder: StateLocation.sharedFolder(in: cacheDirectory), judge: judgeState),
      Room(folder: StateLocation.ownFolder(in: cacheDirectory), judge: judgeState),
      Room(
        folder: cacheDirectory.appending("swiftpip").appending("interpreters"),
        judge: judgeInterpreter
      ),
    ]
    var found: [Candidate] = []
    for room in rooms where found.count < limit {
      found += deadFiles(in: room, now: now, &obstacles).prefix(limit - found.count)
    }
    if found.count < limit {
      found += legacyFiles(now: now, &obstacles).prefix(limit - found.count)
    }
    return found
  }

  private func deadFiles(
    in room: Room,
    now: Timestamp,
    _ obstacles: inout Obstacles
  ) -> [Candidate] {
    var found: [Candidate] = []
    var old: [(path: FilePath, status: FileStatus)] = []
    for name in names(in: room.folder, &obstacles) {
      let kind = NameKind(name)
      guard kind != .foreign else { continue }
      let path = room.folder.appending(entrySystemText: name)
      guard let status = status(of: path, &obstacles) else { continue }
      let age = now.since(status.modified)
      switch kind {
      case .leftover where age > grace && status.kind == .regular:
        found.append(candidate(path, .leftover, status))
      case .claim where age > grace && status.kind == .regular:
        found.append(candidate(path, .oldClaim, status))
      case .state where age > interval:
        old.append((path, status))
      case .leftover, .claim, .state, .foreign:
        continue
      }
      guard found.count < limit else { return found }
    }
    // Where more are old than can be opened, another part is looked at each time.
    for (path, status) in old.shuffled().prefix(Self.openLimit) {
      guard status.kind == .regular else { continue }
      do throws(SystemFailure) {
        guard let reason = try room.judge(path) else { continue }
        found.append(candidate(path, reason, status))
      } catch {
        obstacles.add(error, at: path)
      }
      guard found.count < limit else { break }
    }
    return found
  }

  /// What a name in a folder of states can be; anything else is not ours to touch.
  private enum NameKind {
    case state
    case leftover
    case claim
    case foreign

    init(_ name: String) {
      if Self.isHash(name) {
        self = .state
      } else if let target = TemporaryName.target(of: name), Self.isHash(target) {
        self = .leftover
      } else if name.hasSuffix(StateLocation.claimSuffix),
        Self.isHash(String(name.dropLast(StateLocation.claimSuffix.count)))
      {
        self = .claim
      } else {
        self = .foreign
      }
    }

    private static func isHash(_ name: String) -> Bool {
      CacheKey(digits: Array(name.utf8).span) != nil
    }
  }

  private func judgeState(_ path: FilePath) throws(SystemFailure) -> SweptFile.Reason? {
    let bytes = try content(of: path, limit: OwnMemory.sizeLimit)
    guard let key = StateFile.key(of: bytes, limit: OwnMemory.sizeLimit) else { return .malformed }
    return isGone(key) ? .vanishedEnvironment : nil
  }

  private func judgeInterpreter(_ path: FilePath) throws(SystemFailure) -> SweptFile.Reason? {
    struct Entry: Decodable {
      var executable: String
    }
    let bytes = try content(of: path, limit: OwnMemory.sizeLimit)
    guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(bytes)) else {
      return .malformed
    }
    return isGone(entry.executable) ? .vanishedInterpreter : nil
  }

  /// Tells whether a path certainly names nothing: where the system does not say, it may be there.
  private func isGone(_ text: String) -> Bool {
    let path = FilePath(systemText: text)
    guard path.isAbsolute else { return true }
    do {
      _ = try path.status()
      return false
    } catch {
      return error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory
    }
  }

  /// Files of pips before 19.3 in the cache directory itself (`lockfile.LinkLockFile`).
  private func legacyFiles(now: Timestamp, _ obstacles: inout Obstacles) -> [Candidate] {
    names(in: cacheDirectory, &obstacles).compactMap { name in
      let isState = LegacyName.isState(name)
      guard isState || LegacyName.isLockLink(name) else { return nil }
      let path = cacheDirectory.appending(entrySystemText: name)
      guard let status = status(of: path, &obstacles), status.kind == .regular,
        now.since(status.modified) > interval, isState || status.size == 0
      else { return nil }
      return candidate(path, .legacy, status)
    }
  }

  private func names(in folder: FilePath, _ obstacles: inout Obstacles) -> [String] {
    var names: [String] = []
    do throws(SystemFailure) {
      var directory = try OpenDirectory(folder)
      while names.count < Self.nameLimit, let entry = try directory.next() {
        names.append(entry.name.systemText)
      }
    } catch {
      switch error.errno {
      // What is in place of a folder is left alone.
      case .notDirectory, .tooManySymbolicLinkLevels: break
      default: obstacles.add(error, at: folder)
      }
    }
    return names
  }

  private func status(of path: FilePath, _ obstacles: inout Obstacles) -> FileStatus? {
    do {
      return try path.status(following: .nothing)
    } catch {
      obstacles.add(error, at: path)
      return nil
    }
  }

  private func content(of path: FilePath, limit: Int) throws(SystemFailure) -> [UInt8] {
    let file = try OwnedDescriptor.openRegularFile(path, following: .nothing)
    // What is too large is no state either: its beginning is as malformed as the whole.
    return try file.read(atMost: limit)
  }

  private func candidate(
    _ path: FilePath,
    _ reason: SweptFile.Reason,
    _ status: FileStatus
  ) -> Candidate {
    Candidate(file: SweptFile(path: path, reason: reason, size: status.size), status: status)
  }
}

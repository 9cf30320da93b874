package import PipFiles
package import PipSystem
internal import SystemPackage

/// What in a cache is certainly of no use to anybody: what was never finished, what lacks its other
/// half, what pips before 19.3 left.
///
/// Work that is going on looks the same as work that nobody finished, so nothing young counts.
package struct DeadEntries: Sendable {
  /// How old files must be before nobody can be working on them.
  package static let grace = Duration.seconds(600)

  /// How old what is left in folders of wheels must be: to build one can take long.
  package static let buildGrace = Duration.seconds(86_400)

  /// How old the files of an import must be: a large one can wait long for its last file.
  static let importGrace = Duration.seconds(86_400)

  /// What is dead.
  package var doomed: [DoomedEntry] { halves + others }

  /// Headers without a body, and bodies without headers.
  package private(set) var halves: [DoomedEntry] = []

  private var others: [DoomedEntry] = []

  /// What could not be looked at.
  package private(set) var obstacles = Obstacles()

  /// Folders with nothing in them, of which pip makes anew what it needs.
  package private(set) var emptyFolders: [[EntryName]] = []

  /// More are left for another time.
  private static let emptyFolderLimit = 65_536

  private let now: Timestamp

  /// Begins with nothing found.
  ///
  /// - Parameter now: the time.
  package init(now: Timestamp) {
    self.now = now
  }

  /// Finds what is dead in a cache, and removes nothing.
  ///
  /// - Parameters:
  ///   - scan: how the cache is looked through.
  ///   - now: the time.
  /// - Returns: what is dead.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of(_ scan: CacheScan, now: Timestamp) async throws(CacheError) -> DeadEntries
  {
    try await scan.sum(from: DeadEntries(now: now))
  }
}

extension DeadEntries: CacheSum {
  package mutating func add(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  ) {
    switch event {
    case .folder: return
    case .files(let files):
      for file in files where file.status.kind == .regular {
        judge(file, folder, beside: files, in: directory)
      }
    case .empty: judgeEmpty(folder, directory)
    case .obstacle(let obstacle): obstacles.add(obstacle)
    }
  }

  // Most folders have a whole response in them, and nothing else.
  package func needsOpening(_ folder: KnownFolder) -> Bool {
    guard !folder.files.isEmpty else { return !folder.hasFolders }
    return folder.files.contains { file in
      guard file.status.kind == .regular, now.since(file.status.modified) > Self.grace else {
        return false
      }
      switch file.role {
      case .responseHead(let key):
        return folder.status(of: .responseBody(key)) == nil || Tombstone.isPossible(file.status)
      case .responseBody(let key): return folder.status(of: .responseHead(key)) == nil
      case .oldResponse, .foreign: return false
      case .wheel, .origin, .state, .own, .leftover: return true
      }
    }
  }

  package mutating func add(_ other: DeadEntries) {
    halves += other.halves
    others += other.others
    emptyFolders += other.emptyFolders
    obstacles.add(other.obstacles)
  }

  /// Judges a folder with nothing in it: where pip keeps responses, it makes those that it needs anew.
  private mutating func judgeEmpty(_ folder: CacheFolder, _ directory: borrowing OpenDirectory) {
    let isOurs =
      switch folder {
      case .responses(let path), .oldResponses(let path): path.count > 0
      case .own: Quarantine.contains(directory.names) || OwnFolder.isOfImport(directory.names)
      // A pip that builds a wheel makes its folder before it begins, which leaves no trace in one that
      // is there, and expects it when it is done.
      case .root, .wheels, .build, .states, .foreign: false
      }
    guard isOurs, emptyFolders.count < Self.emptyFolderLimit else { return }
    do {
      let grace = OwnFolder.isOfImport(directory.names) ? Self.importGrace : Self.grace
      guard try now.since(directory.status().modified) > grace else { return }
      emptyFolders.append(directory.names)
    } catch {
      obstacles.add(error, at: directory.path)
    }
  }

  private mutating func judge(
    _ file: TreeWalk.File,
    _ folder: CacheFolder,
    beside files: [TreeWalk.File],
    in directory: borrowing OpenDirectory
  ) {
    let age = now.since(file.status.modified)
    guard age > Self.grace else { return }
    func found(_ reason: String) -> DoomedEntry {
      DoomedEntry(
        .file(directory.names + [file.name]),
        content: IdentityMemory.Key(file.status),
        reason: reason
      )
    }
    func condemn(_ reason: String) { others.append(found(reason)) }
    switch folder.role(of: file.name) {
    case .leftover where folder == .root:
      let isState = LegacyName.isState(file.name.systemText)
      // lockfile made its files without content.
      guard age > .seconds(604_800), isState || file.status.size == 0 else { return }
      condemn("the state of pips before 19.3")
    case .leftover where folder == .build:
      if age > Self.buildGrace { condemn("a build that nobody finished") }
    case .leftover:
      condemn("a temporary file that nobody finished")
    case .own where TemporaryName.target(of: file.name.systemText) != nil:
      condemn("a temporary file that nobody finished")
    case .own where OwnFolder.isOfImport(directory.names):
      do throws(SystemFailure) {
        // With a journal it has been verified, and the next import finishes it.
        guard age > Self.importGrace, try !directory.hasJournal() else { return }
        condemn("an import that nobody finished")
      } catch {
        obstacles.add(error, at: directory.path)
      }
    case .own where Quarantine.contains(directory.names):
      let since = now.since(max(file.status.modified, file.status.changed))
      if since > Quarantine.keeping { condemn("damaged, and put aside a month ago") }
    case .responseHead(let key):
      switch status(of: key.bodyName, among: files, in: directory) {
      case .missing: halves.append(found("headers without a body"))
      case .there(let body) where isTombstone(file, in: directory):
        others.append(
          DoomedEntry(
            .response(key),
            content: IdentityMemory.Key(body),
            head: IdentityMemory.Key(file.status),
            reason: "a removal that nobody finished"
          )
        )
      case .there, .unknown: return
      }
    case .responseBody(let key):
      guard case .missing = status(of: key.headName, among: files, in: directory) else { return }
      halves.append(found("a body without headers"))
    case .origin:
      guard age > Self.buildGrace, !files.contains(where: { folder.role(of: $0.name) == .wheel })
      else { return }
      do throws(SystemFailure) {
        if try directory.hasOtherHalf(of: file.name) { return }
        condemn("the origin of a wheel that is gone")
      } catch {
        obstacles.add(error, at: directory.path)
      }
    case .oldResponse, .wheel, .state, .own, .foreign:
      return
    }
  }

  /// What is known of the other half of a response.
  private enum Half {
    case there(FileStatus)
    case missing
    case unknown
  }

  private mutating func status(
    of name: EntryName?,
    among files: [TreeWalk.File],
    in directory: borrowing OpenDirectory
  ) -> Half {
    guard let name else { return .unknown }
    do {
      return try directory.statusIfThere(of: name, among: files).map(Half.there) ?? .missing
    } catch {
      obstacles.add(error, at: directory.path(of: name))
      return .unknown
    }
  }

  private mutating func isTombstone(
    _ file: TreeWalk.File,
    in directory: borrowing OpenDirectory
  ) -> Bool {
    guard Tombstone.isPossible(file.status) else { return false }
    do {
      let head = try directory.file(file.name).readToEnd(limit: CachedResponse.headLimit)
      return head.map { Tombstone.isTombstone($0) } ?? false
    } catch {
      obstacles.add(error, at: directory.path(of: file.name))
      return false
    }
  }
}

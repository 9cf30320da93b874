package import PipEnvironments
internal import PipFiles
package import PipSystem
package import SystemPackage

/// A change of an environment: files that are prepared beside it, and files that go.
///
/// Nobody sees anything of it until `commit`, which makes it file by file, distributions last. Who is
/// stopped in between leaves a journal, and the next change makes that to its end first: at no time is
/// there a distribution of which a file is missing.
package struct EnvironmentChange: Sendable {
  /// Where files are prepared: the folders of the environment, elsewhere.
  package let staging: InstallScheme

  private let folder: FilePath
  private let targets: [FilePath]

  private static let prefix = ".swiftpip-"
  static let journalName = "journal"

  /// Begins a change; what earlier ones left is finished or removed first.
  ///
  /// - Parameters:
  ///   - scheme: where the environment has its files.
  ///   - now: the time.
  /// - Returns: the change, with nothing prepared.
  /// - Throws: `SystemFailure` where nothing can be prepared, or an earlier change not be finished.
  package static func begin(
    in scheme: InstallScheme,
    now: Timestamp
  ) throws(SystemFailure) -> EnvironmentChange {
    try scheme.purelib.makeDirectories(permissions: .ofFolders)
    try finishAll(in: scheme, now: now)
    let library = try OpenDirectory(scheme.purelib, following: .links)
    let text = TemporaryName.adjacent(to: prefix).dropLast(".tmp".utf8.count)
    guard let name = EntryName(systemText: String(text)) else {
      throw SystemFailure("mkdirat", scheme.purelib, .invalidArgument)
    }
    try library.makeDirectory(name, permissions: .ownerReadWriteExecute)
    return EnvironmentChange(of: scheme, in: scheme.purelib.appending(String(text)))
  }

  private init(of scheme: InstallScheme, in folder: FilePath) {
    self.folder = folder
    var targets: [FilePath] = []
    func staged(_ target: FilePath) -> FilePath {
      let place = targets.firstIndex(of: target) ?? targets.count
      if place == targets.count { targets.append(target) }
      return folder.appending(String(place))
    }
    staging = InstallScheme(
      purelib: staged(scheme.purelib),
      platlib: staged(scheme.platlib),
      headers: staged(scheme.headers),
      scripts: staged(scheme.scripts),
      data: staged(scheme.data)
    )
    self.targets = targets
  }

  /// Makes the change.
  ///
  /// - Parameter removed: files that go, but for those that the change puts there.
  /// - Throws: `SystemFailure`. Where `didBegin` is false then, nothing was changed.
  package func commit(removing removed: [FilePath]) throws(ChangeFailure) {
    // What the change puts in its place must not go: who makes it to its end later no longer sees what was
    // prepared, for that is in its place.
    let journal: ChangeJournal
    do throws(SystemFailure) {
      var gone: [FilePath] = []
      for path in removed where try !isPrepared(path) { gone.append(path) }
      journal = ChangeJournal(folders: targets, removed: gone)
      let publication = ChangePublication(try OpenDirectory(folder), journal)
      try publication.seeThatNothingIsInTheWay()
      try publication.writeJournal()
    } catch {
      throw ChangeFailure(failure: error, didBegin: false)
    }
    do throws(SystemFailure) {
      try ChangePublication(try OpenDirectory(folder), journal).run()
      try folder.removeTree()
    } catch {
      throw ChangeFailure(failure: error, didBegin: true)
    }
  }

  /// Tells whether the change has a file for a path.
  private func isPrepared(_ path: FilePath) throws(SystemFailure) -> Bool {
    for (number, target) in targets.enumerated() {
      var rest = path
      guard rest.removePrefix(target) else { continue }
      let staged = folder.appending(String(number)).appending(rest.components)
      do {
        _ = try staged.status(following: .nothing)
        return true
      } catch  where [.noSuchFileOrDirectory, .notDirectory].contains(error.errno) {
        continue
      }
    }
    return false
  }

  /// Removes what was prepared, as far as the system lets us.
  package func abandon() {
    try? folder.removeTree()
  }

  /// How old what a change has written last must be before nobody can be working on it.
  private static let grace = Duration.seconds(600)

  /// Finishes changes that were stopped in between, and removes what was only prepared.
  ///
  /// - Throws: `SystemFailure` where one cannot be finished.
  package static func finishAll(
    in scheme: InstallScheme,
    now: Timestamp
  ) throws(SystemFailure) {
    for name in try leftovers(in: scheme.purelib) {
      let parent = try OpenDirectory(scheme.purelib, following: .links)
      do throws(SystemFailure) {
        let folder = try parent.directory(name)
        let status = try folder.status()
        guard status.isOwn else { continue }
        if let journal = try ChangePublication.journal(in: folder) {
          try ChangePublication(folder, journal).run()
        } else if now.since(status.modified) <= grace {
          continue
        }
        try parent.removeTree(name)
      } catch  where error.errno == .noSuchFileOrDirectory {
        // Somebody else has finished it.
        guard try parent.statusIfThere(of: name) != nil else { continue }
        throw error
      }
    }
  }

  /// Returns the folders of changes that were stopped after they had begun.
  package static func unfinished(in scheme: InstallScheme) -> [FilePath] {
    let names = (try? leftovers(in: scheme.purelib)) ?? []
    return names.compactMap { name in
      guard let parent = try? OpenDirectory(scheme.purelib, following: .links),
        let folder = try? parent.directory(name), (try? folder.status().isOwn) == true,
        (try? ChangePublication.journal(in: folder)) != nil
      else { return nil }
      return folder.path
    }
  }

  private static func leftovers(in library: FilePath) throws(SystemFailure) -> [EntryName] {
    var names: [EntryName] = []
    var folder: OpenDirectory
    do {
      folder = try OpenDirectory(library, following: .links)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return []
    }
    while let entry = try folder.next() {
      if entry.name.systemText.hasPrefix(prefix) { names.append(entry.name) }
    }
    return names
  }
}

/// Why a change was not made to its end.
package struct ChangeFailure: Error, Sendable, Hashable {
  /// What the system refused.
  package let failure: SystemFailure
  /// Whether some of it is there already; then the next change makes it to its end.
  package let didBegin: Bool
}

internal import PipArchives
internal import PipDiagnostics
package import PipEnvironments
internal import PipFiles
package import PipInstaller
internal import PipPackaging
package import PipSystem
package import SystemPackage

/// Makes an environment alive again, offline: all of it or nothing.
///
/// It is made beside its place, under a name that nobody looks at, and gets its own when it is whole.
package struct EnvironmentRestoration: Sendable {
  /// Where it is to be, an absolute path.
  package var directory: FilePath
  /// What the interpreter says of itself, or an environment of it.
  package var facts: InterpreterFacts
  /// Whether it takes the place of an environment that is there.
  package var isReplacing: Bool
  /// Where wheels may be unpacked already, and are from then on; nil for nowhere.
  package var store: UnpackedStore?
  /// The time.
  package var now: Timestamp

  /// Creates a restoration.
  package init(
    to directory: FilePath,
    _ facts: InterpreterFacts,
    isReplacing: Bool,
    through store: UnpackedStore?,
    now: Timestamp
  ) {
    self.directory = directory
    self.facts = facts
    self.isReplacing = isReplacing
    self.store = store
    self.now = now
  }

  /// What was made.
  package struct Outcome: Sendable, Hashable {
    /// Whether the interpreter is the one that it was captured with.
    package let fit: InterpreterFit
    /// The program that runs it.
    package let interpreter: FilePath
    /// Whether another one was there before.
    package let hasReplaced: Bool
    /// Whether there are scripts that activate it.
    package let hasActivation: Bool
  }

  /// A folder in which an environment is made, beside its place.
  package struct Workplace: Sendable {
    /// The folder.
    package let path: FilePath
    fileprivate let name: EntryName
    fileprivate let parent: FilePath
  }

  /// How long nobody must have written to what a restoration left that was stopped.
  private static let grace = Duration.seconds(600)

  private static func prefix(of name: String) -> String { ".\(name).swiftpip-" }

  /// Begins: makes an empty folder beside the place, and removes what was left there by others.
  ///
  /// - Throws: `CapturesError` where no environment may or can be there.
  package func begin() throws(CapturesError) -> Workplace {
    try seeThatFree()
    let parent = directory.removingLastComponent()
    let prefix = Self.prefix(of: directory.lastSystemText)
    do throws(SystemFailure) {
      try parent.makeDirectories(permissions: .ofFolders)
      removeLeftovers(in: parent, prefix)
      let folder = try OpenDirectory(parent, following: .links)
      let text = TemporaryName.adjacent(to: prefix).dropLast(".tmp".utf8.count)
      guard let name = EntryName(systemText: String(text)) else {
        throw SystemFailure("mkdirat", parent, .invalidArgument)
      }
      // Nobody else is to get in while it is made.
      try folder.makeDirectory(name, permissions: .ownerReadWriteExecute)
      return Workplace(
        path: parent.appending(entrySystemText: String(text)),
        name: name,
        parent: parent
      )
    } catch {
      throw .notWritten(error)
    }
  }

  private func removeLeftovers(in parent: FilePath, _ prefix: String) {
    guard var folder = try? OpenDirectory(parent, following: .links),
      let same = try? folder.reopened()
    else { return }
    while let entry = try? folder.next() {
      guard entry.name.systemText.hasPrefix(prefix), let status = try? same.status(of: entry.name),
        status.kind == .directory, status.isOwn, now.since(status.modified) > Self.grace
      else { continue }
      try? same.removeTree(entry.name)
    }
  }

  /// Sees that an environment may be there: there is nothing, or nothing in it, or another environment that is
  /// to be replaced.
  private func seeThatFree() throws(CapturesError) {
    do throws(SystemFailure) {
      let status: FileStatus
      do throws(SystemFailure) {
        status = try directory.status(following: .nothing)
      } catch  where error.errno == .noSuchFileOrDirectory {
        return
      }
      guard status.kind == .directory else {
        throw SystemFailure("mkdir", directory, .fileExists)
      }
      var folder = try OpenDirectory(directory)
      guard try folder.next() != nil else { return }
    } catch {
      throw .notWritten(error)
    }
    // What is no environment is somebody's work.
    let isEnvironment = (try? directory.appending("pyvenv.cfg").status().kind) == .regular
    guard isReplacing, isEnvironment else { throw .exists(directory) }
  }

  /// Makes the environment, and gives it its name.
  ///
  /// - Parameters:
  ///   - captured: what it is to be.
  ///   - place: where it is made; it is gone when this returns or throws.
  ///   - finish: is given the folder before it gets its name.
  /// - Returns: what was made.
  /// - Throws: `CapturesError`, `InstallerError`, `EnvironmentsError`, or what `finish` throws; nothing has
  ///   changed then.
  package func run(
    _ captured: CapturedEnvironment,
    in place: Workplace,
    finish: (FilePath) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    let fit = InterpreterFit(captured.description, facts)
    if case .refused(let reasons) = fit { throw CapturesError.doesNotFit(reasons) }
    let environment = try VirtualEnvironment(at: directory, of: facts)
    let batch = try await WheelBatch(try sources(captured), through: store)
    let home = place.path.appending("environment")
    let hasActivation: Bool
    do throws(SystemFailure) {
      try home.makeDirectory(permissions: .ofFolders)
      hasActivation = try environment.make(in: home)
    } catch {
      throw CapturesError.notWritten(error)
    }
    guard let version = facts.versionNumbers else {
      throw EnvironmentsError.unintelligible(FilePath(systemText: facts.executable))
    }
    let staging = environment.scheme.moved(from: directory, to: home).unified()
    try await batch.install(
      into: InstallSite(
        scheme: staging.moved(from: home, to: directory),
        staging: staging,
        interpreter: environment.interpreter,
        pythonMajor: version.major,
        pythonMinor: version.minor
      )
    )
    try seeThatWhole(captured.description, staging)
    try await finish(home)
    // Somebody may have made something there meanwhile.
    try seeThatFree()
    do throws(SystemFailure) {
      let hasReplaced = try publish(home, in: place)
      batch.keepHouse(now: now)
      return Outcome(
        fit: fit,
        interpreter: environment.interpreter,
        hasReplaced: hasReplaced,
        hasActivation: hasActivation
      )
    } catch {
      let isTaken = [.directoryNotEmpty, .fileExists, .notDirectory].contains(error.errno)
      throw isTaken ? CapturesError.exists(directory) : CapturesError.notWritten(error)
    }
  }

  private func sources(_ captured: CapturedEnvironment) throws -> [WheelSource] {
    let files = captured.manifest.wheels.wheelsByName
    return try captured.description.distributions.map { distribution in
      guard let file = files[distribution.wheel], let name = file.wheel else {
        throw CapturesError.contents("\(distribution.wheel) is missing")
      }
      let open = captured.open
      return WheelSource(
        name,
        InstallRequest(
          installer: distribution.installer,
          isRequested: distribution.requested,
          directURL: distribution.directURL?.bytes
        ),
        digest: file.digest
      ) { () throws(ArchivesError) in try open(file) }
    }
  }

  /// Sees that what is there is what was captured.
  private func seeThatWhole(
    _ description: EnvironmentDescription,
    _ scheme: InstallScheme
  ) throws(CapturesError) {
    // Each has its RECORD: what that names was compared with it as it was put there.
    var installed: Set<String> = []
    for folder in Set([scheme.purelib, scheme.platlib]) {
      do throws(SystemFailure) {
        var entries = try OpenDirectory(folder, following: .links)
        while let entry = try entries.next() {
          let name = entry.name.systemText
          guard name.hasSuffix(".dist-info") else { continue }
          let record = folder.appending(entrySystemText: name).appending("RECORD")
          guard try record.status(following: .nothing).kind == .regular else { continue }
          let stem = name.dropLast(".dist-info".count)
          guard let dash = stem.lastIndex(of: "-") else { continue }
          installed.insert(Self.title(stem[..<dash], stem[stem.index(after: dash)...]))
        }
      } catch {
        throw .notWritten(error)
      }
    }
    let wanted = description.distributions.map { Self.title($0.name[...], $0.version[...]) }
    guard installed == Set(wanted) else {
      throw .contents("other distributions were installed than it names")
    }
  }

  private static func title(_ name: Substring, _ version: Substring) -> String {
    let project = PackageName(String(name))?.normalized ?? String(name)
    return "\(project) \(Version(String(version))?.description ?? String(version))"
  }

  /// Puts the environment in its place; returns whether another one was there.
  private func publish(
    _ home: FilePath,
    in place: Workplace
  ) throws(SystemFailure) -> Bool {
    let parent = try OpenDirectory(place.parent, following: .links)
    let workplace = try parent.directory(place.name)
    guard let source = EntryName(systemText: home.lastSystemText),
      let target = EntryName(systemText: directory.lastSystemText)
    else { throw SystemFailure("renameat", directory, .invalidArgument) }
    // What must not be replaced was looked for in the beginning; an empty folder gives way.
    if try parent.statusIfThere(of: target) != nil, isReplacing {
      try workplace.exchange(source, with: target, of: parent)
      try? parent.removeTree(place.name)
      return true
    }
    try workplace.move(source, to: parent, replacing: target)
    try? parent.removeTree(place.name)
    return false
  }

  /// Removes what was made, as far as the system lets us.
  package func abandon(_ place: Workplace) {
    try? place.path.removeTree()
  }
}

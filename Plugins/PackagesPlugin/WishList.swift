internal import PipDiagnostics
internal import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// What is to be installed, as it was said: wheels, folders of wheels, requirements.
struct WishList {
  /// Where relative paths begin.
  let directory: FilePath?

  /// Folders of which every wheel is wanted, and others that wheels are looked for in.
  private(set) var folders: [FilePath] = []

  fileprivate var wishes: [Wish] = []

  private var constraints: [PackageName: [RequirementsReading.Constraint]] = [:]

  /// Whether a file of requirements wants each wheel to have a digest.
  private var requiresHashes = false

  init(directory: FilePath?) {
    self.directory = directory
  }

  fileprivate enum Wish {
    case file(LocalWheel, hashes: [String])
    case folder(FilePath)
    case requirement(Requirement, hashes: [String])
    case locked(Lockfile.Package, of: Lockfile, in: FilePath)
  }

  /// What is to be done about what is there already.
  struct Present {
    /// What is installed.
    let installed: [InstalledDistribution]
    /// Whether newer ones take the place of older ones.
    let isUpgrading: Bool
    /// Whether all is installed anew.
    let isForced: Bool
  }

  /// What was found for everything that was said.
  struct Found {
    /// The wheels, in the order in which they were asked for.
    var choices: [Choice] = []
    /// What is installed already and will do.
    var satisfied: [InstalledDistribution] = []
  }

  /// A wheel that is to be installed.
  struct Choice: Sendable {
    let wheel: LocalWheel
    /// Whether it was named by its path.
    let isDirect: Bool
    /// What was asked for of it besides (PEP 508).
    var extras: [String] = []
  }

  /// Adds what somebody said.
  ///
  /// - Throws: `WishError` where it is nothing that could be installed.
  mutating func add(_ text: String, hashes: [String] = []) throws(WishError) {
    let path = (directory ?? "").pushing(FilePath(systemText: text))
    let kind = (try? path.status())?.kind
    if kind == .regular, Lockfile.isName(path.lastSystemText) { return try add(lock: path) }
    if text.contains("://"), Requirement(text) == nil {
      guard let file = LocalAddress.file(at: text) else { throw .elsewhere(text) }
      return try add(file.path.systemText, hashes: hashes + file.hashes)
    }
    if text.hasSuffix(".whl"), Requirement(text)?.url == nil {
      guard let wheel = LocalWheel(at: path) else { throw .notAWheel(text) }
      guard kind == .regular else { throw .notThere(text) }
      return wishes.append(.file(wheel, hashes: hashes))
    }
    if kind == .directory, text.contains("/") || text == "." || Requirement(text) == nil {
      folders.append(path)
      return wishes.append(.folder(path))
    }
    guard let requirement = Requirement(text) else { throw .unintelligible(text) }
    if let url = requirement.url {
      guard let file = LocalAddress.file(at: url) else { throw .elsewhere(text) }
      return try add(file.path.systemText, hashes: hashes + file.hashes)
    }
    wishes.append(.requirement(requirement, hashes: hashes))
  }

  /// Adds what a lock names (PEP 751).
  private mutating func add(lock path: FilePath) throws(WishError) {
    let lock = try Lockfile(at: path)
    wishes += lock.packages.map {
      .locked($0, of: lock, in: path.removingLastComponent())
    }
  }

  /// Adds what files of requirements ask for.
  ///
  /// - Throws: `WishError` where it is nothing that could be installed.
  mutating func add(_ reading: RequirementsReading) throws(WishError) {
    if let editable = reading.editables.first {
      throw .option("editable", in: editable.file, line: editable.line)
    }
    for path in reading.locks { try add(lock: path) }
    folders += reading.folders
    if reading.requiresHashes { requiresHashes = true }
    for constraint in reading.constraints {
      constraints[constraint.requirement.name, default: []].append(constraint)
    }
    for line in reading.lines { try add(line.text, hashes: line.hashes) }
  }

  /// Finds a wheel for everything that was said, one for each project.
  ///
  /// - Parameters:
  ///   - folder: where wheels are looked for.
  ///   - tags: what the interpreter accepts.
  ///   - environment: what markers may ask for.
  ///   - requiresHashes: whether each must have a digest that is said.
  ///   - present: what is there already.
  /// - Returns: the wheels, and what will do as it is.
  /// - Throws: `WishError` where something is not found, or contradicts another.
  func wheels(
    among folder: WheelFolder,
    fitting tags: SupportedTags,
    in environment: [String: String],
    requiringHashes requiresHashes: Bool,
    over present: Present
  ) throws -> Found {
    var found = Found()
    var choices: [PackageName: Choice] = [:]
    var order: [PackageName] = []
    let constraints = constraints.mapValues { constraints in
      constraints.filter { $0.requirement.marker?.isMet(by: environment) ?? true }
    }
    func choose(_ choice: Choice) throws {
      let name = choice.wheel.name.name
      for constraint in constraints[name] ?? []
      where !constraint.requirement.specifiers.contains(
        choice.wheel.name.version,
        prereleases: .allowed
      ) {
        throw WishError.constrained(choice.wheel.name, constraint.requirement)
      }
      if let other = choices[name] {
        guard other.wheel.name.version == choice.wheel.name.version else {
          throw WishError.contradiction(other.wheel.name, choice.wheel.name)
        }
        return
      }
      choices[name] = choice
      order.append(name)
    }
    let isHashed =
      requiresHashes || self.requiresHashes || wishes.contains { !$0.hashes.isEmpty }
      || constraints.values.contains { $0.contains { !$0.hashes.isEmpty } }
    for wish in wishes {
      switch wish {
      case .file(let wheel, let hashes):
        guard tags.rank(of: wheel.name) != nil else { throw WishError.doesNotFit(wheel.name) }
        let own = constraints[wheel.name.name] ?? []
        if isHashed { try Self.seeThatExpected(wheel, Self.agreed(hashes, own)) }
        try choose(Choice(wheel: wheel, isDirect: true))
      case .folder(let path):
        if isHashed { throw WishError.unhashed(path.systemText) }
        let wheels = try WheelFolder([path], fitting: tags).all
        guard !wheels.isEmpty else { throw WishError.noWheels(path) }
        for wheel in wheels {
          try choose(Choice(wheel: wheel, isDirect: false))
        }
      case .requirement(let requirement, let hashes):
        guard requirement.marker?.isMet(by: environment) ?? true else { continue }
        let own = constraints[requirement.name] ?? []
        let conditions = [requirement] + own.map(\.requirement)
        let specifiers = VersionSpecifiers(allOf: conditions.map(\.specifiers))
        let best = folder.best(of: requirement.name, specifiers)
        if let old = present.enough(for: requirement.name, specifiers, besides: best) {
          found.satisfied.append(old)
          continue
        }
        guard let wheel = best else { throw WishError.notFound(conditions) }
        if isHashed { try Self.seeThatExpected(wheel, Self.agreed(hashes, own)) }
        try choose(Choice(wheel: wheel, isDirect: false, extras: requirement.extras))
      case .locked(let package, let lock, let place):
        guard try Self.isWanted(package, of: lock, environment) else { continue }
        let wheel = try Self.wheel(of: package, in: place, among: folder, fitting: tags)
        try choose(Choice(wheel: wheel, isDirect: false))
      }
    }
    found.choices = order.compactMap { choices[$0] }
    return found
  }

  /// Returns the digests that all name who name any.
  private static func agreed(
    _ hashes: [String],
    _ constraints: [RequirementsReading.Constraint]
  ) -> [String] {
    let said = ([hashes] + constraints.map(\.hashes)).filter { !$0.isEmpty }
    guard let first = said.first else { return [] }
    return said.dropFirst().reduce(first) { agreed, others in agreed.filter(others.contains) }
  }

  /// Tells whether a locked package is wanted in an environment.
  ///
  /// - Throws: `WishError` where the lock, or the package, is for another one.
  private static func isWanted(
    _ package: Lockfile.Package,
    of lock: Lockfile,
    _ environment: [String: String]
  ) throws(WishError) -> Bool {
    func isMet(_ text: String) throws(WishError) -> Bool {
      guard let marker = Marker(text) else { throw .marker(text) }
      return marker.isMet(by: environment)
    }
    var isForThis = lock.environments.isEmpty
    for text in lock.environments where try isMet(text) { isForThis = true }
    guard isForThis else { throw .otherEnvironment(lock.environments) }
    if let text = lock.requiresPython, !accepts(text, environment) {
      throw .otherPython("the lock", text)
    }
    if let marker = package.marker, try !isMet(marker) { return false }
    if let text = package.requiresPython, !accepts(text, environment) {
      throw .otherPython(package.name, text)
    }
    return true
  }

  private static func accepts(_ specifiers: String, _ environment: [String: String]) -> Bool {
    guard let specifiers = VersionSpecifiers(specifiers),
      let version = environment["python_full_version"].flatMap({ Version($0) })
    else { return false }
    return specifiers.contains(version, prereleases: .allowed)
  }

  /// Returns the wheel of a locked package that fits best, if it is the one that the lock says.
  private static func wheel(
    of package: Lockfile.Package,
    in place: FilePath,
    among folder: WheelFolder,
    fitting tags: SupportedTags
  ) throws -> LocalWheel {
    let fitting = package.wheels.compactMap { file -> (file: Lockfile.File, rank: Int)? in
      guard let name = WheelFileName(file.name), name.name.normalized == package.name,
        package.version.map({ Version($0) == name.version }) ?? true
      else { return nil }
      return tags.rank(of: name).map { (file, $0) }
    }
    guard let file = fitting.min(by: { $0.rank < $1.rank })?.file else {
      throw WishError.noLockedWheel(package.name, otherSources: package.otherSources)
    }
    let named =
      file.path.map { place.pushing(FilePath(systemText: $0)) }
      ?? file.url.flatMap { LocalAddress.file(at: $0)?.path }
    let there = named.flatMap { path in
      (try? path.status().kind) == .regular ? LocalWheel(at: path) : nil
    }
    let found = there ?? folder.wheel(called: file.name)
    guard let found else { throw WishError.lockedElsewhere(file.name) }
    try seeThatExpected(
      found,
      file.hashes.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" },
      isAnyStrongEnough: true
    )
    return found
  }

  /// Sees that a wheel has one of the digests that are said.
  ///
  /// - Parameters:
  ///   - wheel: the wheel.
  ///   - hashes: the digests.
  ///   - isAnyStrongEnough: whether weak ones are passed over where there are others.
  /// - Throws: `WishError` where it has none, or one proves nothing.
  private static func seeThatExpected(
    _ wheel: LocalWheel,
    _ hashes: [String],
    isAnyStrongEnough: Bool = false
  ) throws {
    guard !hashes.isEmpty else { throw WishError.unhashed(wheel.name.fileName) }
    func strong(_ text: String) -> (algorithm: HashAlgorithm, digits: Substring)? {
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let algorithm = HashAlgorithm(rawValue: String(parts[0])),
        algorithm != .sha224
      else { return nil }
      return (algorithm, parts[1])
    }
    let isPassingOver = isAnyStrongEnough && hashes.contains { strong($0) != nil }
    for text in hashes {
      guard let (algorithm, digits) = strong(text) else {
        guard isPassingOver else { throw WishError.weakHash(text) }
        continue
      }
      if try wheel.digest(algorithm).hexadecimal == digits.lowercased() { return }
    }
    throw WishError.otherDigest(wheel.name)
  }
}

extension WishList.Present {
  /// Returns what is installed and will do; nil where it is to be another.
  fileprivate func enough(
    for project: PackageName,
    _ specifiers: VersionSpecifiers,
    besides best: LocalWheel?
  ) -> InstalledDistribution? {
    guard !isForced, let old = installed.first(where: { $0.name == project }),
      let version = old.version, specifiers.contains(version, prereleases: .allowed)
    else { return nil }
    guard isUpgrading, let best else { return old }
    return version < best.name.version ? nil : old
  }
}

extension WishList.Wish {
  fileprivate var hashes: [String] {
    switch self {
    case .file(_, let hashes), .requirement(_, let hashes): hashes
    // What a lock names has its digests in any case.
    case .folder, .locked: []
    }
  }
}

/// Why something cannot be installed that somebody asked for.
enum WishError: Error, Explainable {
  case notAWheel(String)
  case notThere(String)
  case unintelligible(String)
  case elsewhere(String)
  case circular(FilePath)
  case notRead(FileUnreadable)
  case unreadable(FilePath, RequirementsFile.Flaw)
  case tooManyFiles(FilePath)
  case namesNothing
  case option(String, in: FilePath, line: Int)
  case lock(FilePath, String)
  case otherPython(String, String)
  case otherEnvironment([String])
  case marker(String)
  case noWheels(FilePath)
  case noLockedWheel(String, otherSources: [String])
  case lockedElsewhere(String)
  case notFound([Requirement])
  case constrained(WheelFileName, Requirement)
  case noConstraint(String, in: FilePath, line: Int)
  case contradiction(WheelFileName, WheelFileName)
  case doesNotFit(WheelFileName)
  case unhashed(String)
  case weakHash(String)
  case otherDigest(WheelFileName)

  var diagnostic: Diagnostic {
    switch self {
    case .notAWheel(let text):
      error("not-a-wheel", "\(text) does not have the name of a wheel (PEP 427)")
    case .notThere(let text): error("not-there", "there is no file \(text)")
    case .unintelligible(let text):
      error("unintelligible", "\(text) is neither a file nor a requirement")
    case .elsewhere(let text):
      error("elsewhere", "\(text) is not on this machine", hint: "download it first")
    case .circular(let file): error("circular", "\(file.systemText) asks for itself")
    case .notRead(let file): file.diagnostic
    case .unreadable(let file, let flaw):
      Diagnostic(
        .error,
        code: "packages.unreadable",
        message: "\(file.systemText) is no file of requirements that can be used",
        causes: [flaw.reason]
      )
    case .tooManyFiles(let file):
      error("too-many-files", "\(file.systemText) is one file too many that files ask for")
    case .namesNothing: error("names-nothing", "the files of requirements name nothing")
    case .option(let name, let file, let line):
      error("option", "\(file.systemText), line \(line): \"--\(name)\" is not known here")
    case .lock(let file, let reason):
      error("lock", "\(file.systemText) is no lock that can be used: \(reason)")
    case .otherPython(let name, let specifiers):
      error("other-python", "\(name) is for Python \(specifiers)")
    case .otherEnvironment(let markers):
      error("other-environment", "the lock is for: \(markers.joined(separator: ", "))")
    case .marker(let text): error("marker", "\(text) is no marker of an environment (PEP 508)")
    case .noWheels(let folder):
      error(
        "no-wheels",
        "there is no wheel that fits in \(folder.systemText)",
        hint: "projects are not built here: \"pip wheel\" makes wheels of them"
      )
    case .noLockedWheel(let name, []):
      error("no-locked-wheel", "no wheel of \(name) in the lock fits")
    case .noLockedWheel(let name, let sources):
      error(
        "no-locked-wheel",
        "no wheel of \(name) in the lock fits, and it is not built of: "
          + sources.joined(separator: ", ")
      )
    case .lockedElsewhere(let name):
      error(
        "locked-elsewhere",
        "\(name) is not on this machine",
        hint: "download it first, and name its folder with --find-links"
      )
    case .constrained(let name, let constraint):
      error("constrained", "\(name) is asked for, and a constraint wants \(constraint)")
    case .noConstraint(let text, let file, let line):
      error("no-constraint", "\(file.systemText), line \(line): \(text) is no name and version")
    case .notFound(let requirements):
      error(
        "not-found",
        "no wheel is there for \(requirements.map(\.description).joined(separator: " and "))",
        hint: "name a folder that has one with --find-links"
      )
    case .contradiction(let one, let other):
      error("contradiction", "\(one) and \(other) are both asked for")
    case .doesNotFit(let name):
      error("does-not-fit", "\(name) is for another interpreter or platform")
    case .unhashed(let text):
      error("unhashed", "no digest is said of \(text), though digests are asked for")
    case .weakHash(let text):
      error("weak-hash", "\(text) proves nothing: sha256, sha384, sha512 do")
    case .otherDigest(let name):
      error("other-digest", "\(name) has none of the digests that are said")
    }
  }

  private func error(_ code: String, _ message: String, hint: String? = nil) -> Diagnostic {
    Diagnostic(.error, code: "packages.\(code)", message: message, hint: hint)
  }
}

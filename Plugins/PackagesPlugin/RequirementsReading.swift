internal import PipInstaller
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// What files of requirements ask for, with the files that they name, as `pip install -r` reads them.
struct RequirementsReading {
  /// What is wanted, in its order.
  private(set) var lines: [RequirementsFile.Line] = []

  /// What versions may be of, if they are wanted at all.
  private(set) var constraints: [Constraint] = []

  /// Folders that wheels are looked for in.
  private(set) var folders: [FilePath] = []

  /// Locks (PEP 751).
  private(set) var locks: [FilePath] = []

  /// Whether one wants each wheel to have a digest.
  private(set) var requiresHashes = false

  /// A condition on a project, wherever it is asked for.
  struct Constraint {
    let requirement: Requirement
    let hashes: [String]
  }

  private let environment: Environment
  private var filesBeingRead: [FilePath] = []

  /// Creates a reading of nothing.
  ///
  /// - Parameter environment: the variables that stand for what files do not say, as `${NAME}`.
  init(in environment: Environment) {
    self.environment = environment
  }

  /// Reads a file and those that it names.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - isConstraining: whether what it has is not wanted, only what wanted things must be.
  /// - Throws: `WishError` where it is none.
  mutating func read(
    _ file: FilePath,
    constraining isConstraining: Bool = false
  ) throws(WishError) {
    if Lockfile.isName(file.lastSystemText) { return locks.append(file) }
    guard !filesBeingRead.contains(file), filesBeingRead.count < 32 else {
      throw .circular(file)
    }
    let environment = environment
    let bytes = try Self.bytes(of: file)
    guard let content = RequirementsFile(bytes, filling: { environment[$0] }) else {
      throw .unreadable(file)
    }
    filesBeingRead.append(file)
    defer { filesBeingRead.removeLast() }
    for option in content.options { try follow(option, of: file) }
    guard isConstraining else { return lines += content.lines }
    for line in content.lines {
      guard let requirement = Requirement(line.text), requirement.url == nil else {
        throw .noConstraint(line.text, in: file, line: line.number)
      }
      constraints.append(Constraint(requirement: requirement, hashes: line.hashes))
    }
  }

  /// Reads a file whole.
  ///
  /// - Throws: `WishError` where that cannot be done.
  static func bytes(of file: FilePath) throws(WishError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(SystemFailure) {
      bytes = try OwnedDescriptor.openRegularFile(file).readToEnd(limit: RequirementsFile.sizeLimit)
    } catch {
      throw .notRead(file, error)
    }
    guard let bytes else { throw .unreadable(file) }
    return bytes
  }

  private mutating func follow(
    _ option: RequirementsFile.Option,
    of file: FilePath
  )
    throws(WishError)
  {
    let path = file.removingLastComponent().pushing(FilePath(systemText: option.value))
    switch option.name {
    case "requirement": try read(path)
    case "constraint": try read(path, constraining: true)
    case "find-links": folders.append(LocalAddress.file(at: option.value)?.path ?? path)
    case "require-hashes": requiresHashes = true
    case "no-index", "index-url", "extra-index-url", "trusted-host", "pre", "prefer-binary",
      "only-binary":
      // No index is asked.
      return
    default: throw .option(option.name, in: file, line: option.number)
    }
  }
}

extension Lockfile {
  /// Reads a lock.
  ///
  /// - Throws: `WishError` where it is none that can be used.
  init(at path: FilePath) throws(WishError) {
    let bytes: [UInt8]?
    do throws(SystemFailure) {
      bytes = try OwnedDescriptor.openRegularFile(path).readToEnd(limit: Self.sizeLimit)
    } catch {
      throw .notThere(path.systemText)
    }
    guard let bytes else { throw .lock(path, "it is too large") }
    do throws(LockfileError) {
      try self.init(bytes)
    } catch {
      switch error {
      case .malformed(let reason): throw .lock(path, reason)
      case .laterVersion(let version): throw .lock(path, "it has version \(version) of the format")
      }
    }
  }
}

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

  /// Projects that are to be used where they are.
  private(set) var editables: [Editable] = []

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

  /// A project that is to be used where it is.
  struct Editable {
    let text: String
    let file: FilePath
    let line: Int
  }

  private let environment: Environment
  private var filesBeingRead: [FilePath] = []
  private var count = 0

  /// Files name files that name files: nobody means more of them.
  private static let mostFiles = 1000

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
    if Lockfile.isName(file.lastSystemText) {
      guard !isConstraining else { throw .lock(file, "it is no file of constraints") }
      return locks.append(file)
    }
    guard !filesBeingRead.contains(file) else { throw .circular(file) }
    count += 1
    guard count <= Self.mostFiles, filesBeingRead.count < 100 else { throw .tooManyFiles(file) }
    let environment = environment
    let content: RequirementsFile
    let bytes = try Self.bytes(of: file)
    do throws(RequirementsFile.Flaw) {
      content = try RequirementsFile(bytes, filling: { environment[$0] })
    } catch {
      throw .unreadable(file, error)
    }
    filesBeingRead.append(file)
    defer { filesBeingRead.removeLast() }
    for option in content.options { try follow(option, of: file) }
    guard isConstraining else { return lines += content.lines }
    for line in content.lines {
      guard let requirement = Requirement(line.text), requirement.url == nil,
        requirement.extras.isEmpty
      else { throw .noConstraint(line.text, in: file, line: line.number) }
      constraints.append(Constraint(requirement: requirement, hashes: line.hashes))
    }
  }

  /// Reads a file, or what comes through a pipe, to its end.
  ///
  /// - Throws: `WishError` where that cannot be done.
  static func bytes(of file: FilePath) throws(WishError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(SystemFailure) {
      // The user has named it: what is a pipe is waited for.
      bytes = try OwnedDescriptor.open(file, .readOnly).readToEnd(limit: RequirementsFile.sizeLimit)
    } catch {
      throw .notRead(FileUnreadable(path: file, failure: error))
    }
    guard let bytes else { throw .unreadable(file, .tooLarge) }
    return bytes
  }

  private mutating func follow(
    _ option: RequirementsFile.Option,
    of file: FilePath
  ) throws(WishError) {
    let path = file.removingLastComponent().pushing(FilePath(systemText: option.value))
    switch option.name {
    case "requirement": try read(path)
    case "constraint": try read(path, constraining: true)
    case "editable":
      editables.append(Editable(text: option.value, file: file, line: option.number))
    case "find-links":
      // Where there is none beside the file, it is one from where one is.
      let isThere = (try? path.status()) != nil
      folders.append(
        LocalAddress.file(at: option.value)?.path
          ?? (isThere ? path : FilePath(systemText: option.value))
      )
    case "require-hashes": requiresHashes = true
    case "no-index", "index-url", "extra-index-url", "trusted-host", "pre", "prefer-binary",
      "only-binary", "all-releases", "only-final", "use-feature", "config-settings":
      // No index is asked, and nothing is built.
      return
    default: throw .option(option.name, in: file, line: option.number)
    }
  }

  /// Returns the project that a line of such a file is about.
  ///
  /// - Parameter text: a requirement, an address or a path.
  /// - Returns: the project; nil where the line does not say.
  static func project(in text: String) -> PackageName? {
    if let requirement = Requirement(text) { return requirement.name }
    let parts = text.split(separator: "#", maxSplits: 1)
    let egg = parts.dropFirst().first?.split(separator: "&").first { $0.hasPrefix("egg=") }
    if let egg { return PackageName(String(egg.dropFirst(4).prefix { $0 != "[" })) }
    return parts.first.flatMap { part in
      WheelFileName(FilePath(systemText: String(part)).lastSystemText)?.name
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

internal import PipEnvironments
internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// The folders of a site, made as they are needed; links below them are refused.
final class SiteFolders {
  private let scheme: InstallScheme
  private let roots = OpenRoots()

  /// The permissions that files get here; nil where that is not known.
  let modes: FileModes?

  init(_ scheme: InstallScheme, _ modes: FileModes? = nil) {
    self.scheme = scheme
    self.modes = modes
  }

  /// Makes a file that nobody has yet.
  ///
  /// - Parameters:
  ///   - names: the names that lead to it from the folder of its kind.
  ///   - key: its kind.
  ///   - project: whose it is.
  ///   - permissions: its permissions, of which the user's umask takes some away.
  /// - Returns: the open file.
  /// - Throws: `SystemFailure`.
  func newFile(
    _ names: [EntryName],
    _ key: InstallScheme.Key,
    of project: String,
    permissions: FilePermissions
  ) throws(SystemFailure) -> OwnedDescriptor {
    try with(names, key, of: project) { folder, name throws(SystemFailure) in
      try folder.newFile(name, permissions: permissions)
    }
  }

  /// Does something with the folder that a file is to be in.
  ///
  /// - Parameters:
  ///   - names: the names that lead to the file from the folder of its kind.
  ///   - key: its kind.
  ///   - project: whose it is.
  ///   - body: is given the open folder and the name of the file.
  /// - Returns: what `body` returns.
  /// - Throws: `SystemFailure`.
  func with<Result: ~Copyable>(
    _ names: [EntryName],
    _ key: InstallScheme.Key,
    of project: String,
    _ body: (borrowing OpenDirectory, EntryName) throws(SystemFailure) -> Result
  ) throws(SystemFailure) -> Result {
    let root = scheme.folder(key, of: project)
    guard let name = names.last else { throw SystemFailure("openat", root, .isDirectory) }
    let chain = try roots.chain(root, following: .nothing) { () throws(SystemFailure) in
      try root.makeDirectories(permissions: .ofFolders)
    }
    return try chain.with(names.dropLast(), making: .ofFolders) { folder throws(SystemFailure) in
      try body(folder, name)
    }
  }
}

/// The permissions that new files get in a place: what the user's umask leaves, and what the folder hands down.
struct FileModes: Sendable, Hashable {
  private let plain: FilePermissions
  private let executable: FilePermissions

  /// Makes two files in a folder, looks at them, and removes them.
  init(in folder: FilePath) throws(SystemFailure) {
    let directory = try OpenDirectory(folder)
    plain = try Self.mode(of: .ofFiles, in: directory)
    executable = try Self.mode(of: .ofFolders, in: directory).union(.runnable)
  }

  private static func mode(
    of permissions: FilePermissions,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> FilePermissions {
    guard let name = EntryName(systemText: TemporaryName.adjacent(to: "mode")) else {
      throw SystemFailure("openat", folder.path, .invalidArgument)
    }
    let mode = try folder.newFile(name, permissions: permissions).status().mode
    try folder.unlink(name)
    return mode
  }

  /// The permissions of a file.
  func mode(isExecutable: Bool) -> FilePermissions { isExecutable ? executable : plain }
}

/// Folders that much is reached from, opened once and kept open.
final class OpenRoots {
  private var chains: [FilePath: FolderChain] = [:]

  /// Returns what is reached from a folder.
  ///
  /// - Parameters:
  ///   - root: the folder.
  ///   - following: whether it may be a link.
  ///   - prepare: is called before it is opened.
  /// - Returns: its chain.
  /// - Throws: `SystemFailure`; what `prepare` throws.
  func chain(
    _ root: FilePath,
    following: Following,
    preparing prepare: () throws(SystemFailure) -> Void = {}
  ) throws(SystemFailure) -> FolderChain {
    if let chain = chains[root] { return chain }
    try prepare()
    let chain = FolderChain(try OpenDirectory(root, following: following))
    chains[root] = chain
    return chain
  }
}

extension OwnedDescriptor {
  /// Lets everybody do something with the file, whatever the user's umask is, as pip does.
  func add(_ permissions: FilePermissions) throws(SystemFailure) {
    let mode = try status().mode
    if !mode.isSuperset(of: permissions) { try setPermissions(mode.union(permissions)) }
  }
}

extension FilePermissions {
  /// Those of folders, of which the user's umask takes some away.
  static let ofFolders = FilePermissions(rawValue: 0o777)
  /// Those of files, of which the user's umask takes some away.
  static let ofFiles = FilePermissions(rawValue: 0o666)
  /// What everybody may do with what is to be run, whatever the umask is.
  static let runnable = FilePermissions(rawValue: 0o111)
  /// What everybody may do with a script, whatever the umask is.
  static let readableAndRunnable = FilePermissions(rawValue: 0o555)
}

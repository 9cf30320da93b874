package import PipEnvironments
internal import PipFiles
internal import PipSystem
package import SystemPackage

/// The environment that distributions are installed into, and where their files wait until all are there.
package struct InstallSite: Sendable {
  /// Where files are in the end.
  package var scheme: InstallScheme

  /// Where they are written: the same folders, in a place that nobody looks at yet.
  package var staging: InstallScheme

  /// The program that is to run scripts, as they are to call it.
  package var interpreter: FilePath

  /// The first number of the interpreter's version.
  package var pythonMajor: Int

  /// The second number of the interpreter's version.
  package var pythonMinor: Int

  /// Creates a site.
  package init(
    scheme: InstallScheme,
    staging: InstallScheme,
    interpreter: FilePath,
    pythonMajor: Int,
    pythonMinor: Int
  ) {
    self.scheme = scheme
    self.staging = staging
    self.interpreter = interpreter
    self.pythonMajor = pythonMajor
    self.pythonMinor = pythonMinor
  }
}

/// What is asked for beside the files of a distribution.
package struct InstallRequest: Sendable, Hashable {
  /// Who installs, for INSTALLER (PEP 376).
  package var installer: String

  /// Whether it was asked for by name, for REQUESTED (PEP 376).
  package var isRequested: Bool

  /// Where it came from, for `direct_url.json` (PEP 610); nil where it was chosen from an index.
  package var directURL: [UInt8]?

  /// Creates a request.
  package init(installer: String = "swiftpip", isRequested: Bool = false, directURL: [UInt8]? = nil)
  {
    self.installer = installer
    self.isRequested = isRequested
    self.directURL = directURL
  }
}

/// The folders of a site, made as they are needed; links below them are refused.
final class SiteFolders {
  private let scheme: InstallScheme
  private let roots = OpenRoots()

  init(_ scheme: InstallScheme) {
    self.scheme = scheme
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
    let root = scheme.folder(key, of: project)
    guard let name = names.last else { throw SystemFailure("openat", root, .isDirectory) }
    let chain = try roots.chain(root, following: .nothing) { () throws(SystemFailure) in
      try root.makeDirectories(permissions: .ofFolders)
    }
    return try chain.with(names.dropLast(), making: .ofFolders) { folder throws(SystemFailure) in
      try folder.newFile(name, permissions: permissions)
    }
  }
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

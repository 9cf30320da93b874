internal import PipEnvironments
internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// The folders of a site that the files of a distribution belong into, made as they are needed.
///
/// A site that is written to is nobody else's: it is below a folder that only the user may enter, and has no
/// links but those that environments have themselves.
final class SiteFolders {
  /// The permissions that files get here; nil where that is not known.
  let modes: FileModes?

  private let scheme: InstallScheme
  private let project: String
  private var roots: [InstallScheme.Key: Root] = [:]
  /// The last one: mostly the next is the same.
  private var last: (key: InstallScheme.Key, root: Root)?

  /// The folder of a kind of files.
  private final class Root {
    let folder: OpenDirectory
    /// The folder below it that was made last: what is above is there.
    private var made: EntryPath?

    init(_ folder: consuming OpenDirectory) { self.folder = folder }

    /// Makes the folders that lead to a place.
    func makeParents(of place: EntryPath) throws(SystemFailure) {
      let end = place.parentCount
      guard end > 0 else { return }
      var common = min(made.map { place.commonCount(with: $0) } ?? 0, end)
      // Back to the end of a name that both have.
      while common > 0, !place.endsName(at: common) || made?.endsName(at: common) != true {
        common -= 1
      }
      guard common < end else { return }
      for next in (common + 1)...end where place.endsName(at: next) {
        try folder.makeDirectoryUnlessThere(at: place.prefix(next), permissions: .ofFolders)
      }
      made = place.prefix(end)
    }
  }

  init(_ scheme: InstallScheme, of project: String, _ modes: FileModes? = nil) {
    self.modes = modes
    self.scheme = scheme
    self.project = project
  }

  /// Makes a file that nobody has yet.
  ///
  /// - Parameters:
  ///   - place: what leads to it from the folder of its kind.
  ///   - key: its kind.
  ///   - permissions: its permissions, of which the user's umask takes some away.
  /// - Returns: the open file.
  /// - Throws: `SystemFailure`.
  func newFile(
    _ place: EntryPath,
    _ key: InstallScheme.Key,
    permissions: FilePermissions
  ) throws(SystemFailure) -> OwnedDescriptor {
    try with(place, key) { root throws(SystemFailure) in
      try root.newFile(at: place, permissions: permissions)
    }
  }

  /// Does something with the folder of a kind of files, in which there are the folders that lead to a place.
  ///
  /// - Parameters:
  ///   - place: what leads to a file from the folder of its kind.
  ///   - key: its kind.
  ///   - body: is given the open folder of that kind.
  /// - Returns: what `body` returns.
  /// - Throws: `SystemFailure`.
  func with<Result: ~Copyable>(
    _ place: EntryPath,
    _ key: InstallScheme.Key,
    _ body: (borrowing OpenDirectory) throws(SystemFailure) -> Result
  ) throws(SystemFailure) -> Result {
    let root = try root(key)
    try root.makeParents(of: place)
    return try body(root.folder)
  }

  private func root(_ key: InstallScheme.Key) throws(SystemFailure) -> Root {
    if let last, last.key == key { return last.root }
    let root: Root
    if let known = roots[key] {
      root = known
    } else {
      let folder = scheme.folder(key, of: project)
      try folder.makeDirectories(permissions: .ofFolders)
      root = Root(try OpenDirectory(folder))
      roots[key] = root
    }
    last = (key, root)
    return root
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

extension OwnedDescriptor {
  /// Lets everybody do something with the file, whatever the user's umask is, as pip does.
  func add(_ permissions: FilePermissions) throws(SystemFailure) {
    let mode = try status().mode
    if !mode.isSuperset(of: permissions) { try setPermissions(mode.union(permissions)) }
  }
}

extension FilePermissions {
  /// What everybody may do with what is to be run, whatever the umask is.
  static let runnable = FilePermissions(rawValue: 0o111)
  /// What everybody may do with a script, whatever the umask is.
  static let readableAndRunnable = FilePermissions(rawValue: 0o555)
}

import PipSystem
package import SystemPackage

/// Finds where a virtual environment keeps its packages, without starting its Python.
package enum SitePackages {
  /// A folder with more names than this is no environment's `lib`.
  private static let nameLimit = 4096

  /// Returns the folders that exist, the one for pure Python first, and `lib64` only where it is
  /// another folder.
  ///
  /// - Parameters:
  ///   - prefix: the environment's folder.
  ///   - configuration: what it says about itself; its version names the folder, and where it does
  ///     not, each `lib/python*` counts.
  /// - Returns: existing folders, none twice.
  /// - Throws: `PathsError` where a `lib` folder cannot be listed.
  package static func candidates(
    in prefix: FilePath,
    _ configuration: PyvenvConfiguration
  ) throws(PathsError) -> [FilePath] {
    var found: [FilePath] = []
    var identities: Set<FileStatus.Identity> = []
    for library in ["lib", "lib64"].map({ prefix.appending($0) }) {
      for folder in try pythonFolders(in: library, configuration.pythonVersion) {
        let packages = folder.appending("site-packages")
        guard let status = try status(of: packages), status.kind == .directory,
          identities.insert(status.identity).inserted
        else { continue }
        found.append(packages)
      }
    }
    return found
  }

  /// Returns what is known of a folder; nil where there is none.
  ///
  /// What is there and cannot be looked at must not be taken for empty: who changes an environment goes by
  /// what is installed.
  private static func status(of folder: FilePath) throws(PathsError) -> FileStatus? {
    do {
      return try folder.status()
    } catch {
      let isNowhere = [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels]
        .contains(error.errno)
      guard isNowhere else { throw .unreadableEnvironment(folder, error) }
      return nil
    }
  }

  private static func pythonFolders(
    in library: FilePath,
    _ version: String?
  ) throws(PathsError) -> [FilePath] {
    if let version {
      // CPython, its build without the global lock (PEP 703), PyPy.
      let named = ["python\(version)", "python\(version)t", "pypy\(version)"]
        .map { library.appending($0) }
        .filter { (try? $0.status())?.kind == .directory }
      if !named.isEmpty { return named }
    }
    return try names(in: library).filter(isPythonFolder).sorted().map { library.appending($0) }
  }

  private static func isPythonFolder(_ name: String) -> Bool {
    for start in ["python", "pypy"] where name.utf8.starts(with: start.utf8) {
      return name.utf8.dropFirst(start.utf8.count).first.map { (0x30...0x39).contains($0) } ?? false
    }
    return false
  }

  private static func names(in folder: FilePath) throws(PathsError) -> [String] {
    // A library folder may be a link, and the last component's link is not followed when listing.
    guard (try? folder.status())?.kind == .directory,
      let real = folder.realPath(from: nil)
    else { return [] }
    do {
      var directory = try OpenDirectory(real)
      var names: [String] = []
      while names.count < nameLimit, let entry = try directory.next() {
        names.append(entry.name.systemText)
      }
      return names
    } catch {
      throw .unreadableEnvironment(folder, error)
    }
  }
}

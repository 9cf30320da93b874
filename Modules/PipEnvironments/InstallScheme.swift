internal import PipSystem
package import SystemPackage

/// Where an interpreter wants the files of distributions: the paths of its installation scheme
/// (Python's `sysconfig.get_paths`).
package struct InstallScheme: Sendable, Hashable {
  /// A kind of files, by the name that folders below `.data` have (PEP 427).
  package enum Key: String, Sendable, Hashable, CaseIterable {
    /// Modules without anything compiled.
    case purelib
    /// Modules for one platform.
    case platlib
    /// Headers for C.
    case headers
    /// What is to be run.
    case scripts
    /// What is below the prefix wherever it wants to be.
    case data
  }

  /// The folder of modules without anything compiled.
  package var purelib: FilePath
  /// The folder of modules for one platform.
  package var platlib: FilePath
  /// The folder in which each project has one for its headers.
  package var headers: FilePath
  /// The folder of what is to be run.
  package var scripts: FilePath
  /// The folder of everything else.
  package var data: FilePath

  /// Creates a scheme; all paths are absolute.
  package init(
    purelib: FilePath,
    platlib: FilePath,
    headers: FilePath,
    scripts: FilePath,
    data: FilePath
  ) {
    self.purelib = purelib
    self.platlib = platlib
    self.headers = headers
    self.scripts = scripts
    self.data = data
  }

  /// Returns the folder of a kind of files.
  ///
  /// - Parameters:
  ///   - key: the kind.
  ///   - project: whose files they are, as its metadata writes it: headers are by project.
  /// - Returns: the folder.
  package func folder(_ key: Key, of project: String) -> FilePath {
    switch key {
    case .purelib: purelib
    case .platlib: platlib
    case .headers: headers.appending(project)
    case .scripts: scripts
    case .data: data
    }
  }

  /// Returns the scheme in which both folders for modules have one path if they are one folder: a file then has
  /// one path, too.
  package func unified() -> InstallScheme {
    guard purelib != platlib, library(at: platlib) == purelib else { return self }
    var scheme = self
    scheme.platlib = purelib
    return scheme
  }

  /// Returns the path that the scheme has for a folder for modules; nil where it is none of its.
  package func library(at location: FilePath) -> FilePath? {
    let libraries = [purelib, platlib]
    if location == purelib { return purelib }
    guard let identity = try? location.status().identity else {
      return libraries.contains(location) ? location : nil
    }
    return libraries.first { (try? $0.status().identity) == identity }
  }

  /// Tells whether a distribution is in one of the folders for modules, by whatever path.
  package func holds(_ distribution: InstalledDistribution) -> Bool {
    library(at: distribution.location) != nil
  }

  /// Returns the same scheme below another folder; what is not below the first stays.
  package func moved(from prefix: FilePath, to other: FilePath) -> InstallScheme {
    func moved(_ path: FilePath) -> FilePath {
      var path = path
      return path.removePrefix(prefix) ? other.appending(path.components) : path
    }
    return InstallScheme(
      purelib: moved(purelib),
      platlib: moved(platlib),
      headers: moved(headers),
      scripts: moved(scripts),
      data: moved(data)
    )
  }
}

extension FilePath {
  /// Returns how this path is called from a folder; both are absolute and without `..`.
  package func relative(to folder: FilePath) -> String {
    func names(_ path: FilePath) -> [String] {
      path.components.map { FilePath(root: nil, [$0]).systemText }
    }
    let (own, others) = (names(self), names(folder))
    let common = zip(own, others).prefix { $0 == $1 }.count
    let way = repeatElement("..", count: others.count - common) + own.dropFirst(common)
    return way.joined(separator: "/")
  }
}

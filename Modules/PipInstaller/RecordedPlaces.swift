package import PipEnvironments
internal import PipPaths
internal import PipSystem
package import SystemPackage

/// Where the paths of a distribution's RECORD lead: to each file by the one path that the environment's scheme
/// has for it, whichever links are on the way.
package struct RecordedPlaces {
  /// The folder that paths are from.
  package let location: FilePath

  /// Folders of the scheme, and where they are without links, the innermost first.
  private let roots: [(path: FilePath, real: FilePath)]

  /// Folders on the way, and how the scheme calls them.
  private var known: [FilePath: FilePath] = [:]

  /// Creates the places of a distribution.
  ///
  /// - Parameters:
  ///   - distribution: the distribution.
  ///   - scheme: where the environment has its files.
  package init(of distribution: InstalledDistribution, in scheme: InstallScheme) {
    let folders = [scheme.purelib, scheme.platlib, scheme.scripts, scheme.headers, scheme.data]
    roots = folders.map { ($0, $0.realPath(from: nil) ?? $0) }
      .sorted { $0.real.components.count > $1.real.components.count }
    location = scheme.library(at: distribution.location) ?? distribution.location
  }

  /// Returns the file that a path of RECORD names; where it is in no folder of the scheme, by its own path.
  package mutating func file(at path: String) -> FilePath {
    let named = FilePath(systemText: path)
    let whole = named.isAbsolute ? named : location.appending(named.components)
    let file = whole.lexicallyNormalized()
    return folder(file.removingLastComponent()).appending(entrySystemText: file.lastSystemText)
  }

  private mutating func folder(_ folder: FilePath) -> FilePath {
    if let known = known[folder] { return known }
    let found = own(folder)
    known[folder] = found
    return found
  }

  private func own(_ folder: FilePath) -> FilePath {
    guard let real = folder.realPath(from: nil) else { return folder }
    for root in roots {
      var rest = real
      if rest.removePrefix(root.real) { return root.path.appending(rest.components) }
    }
    return real
  }
}

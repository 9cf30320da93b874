package import PipEnvironments
internal import PipSystem
internal import SystemPackage

/// How RECORD calls files: from the folder of modules that the metadata is in.
package struct RecordPaths {
  private let scheme: InstallScheme
  private let root: InstallScheme.Key
  private let project: String
  /// What stands before the names of files of other kinds, as far as that was asked for: most have none.
  private var prefixes: [InstallScheme.Key: String] = [:]

  /// Creates the paths of a distribution.
  ///
  /// - Parameters:
  ///   - scheme: where the environment has its files.
  ///   - root: the kind of the files at the root of its wheel.
  ///   - project: the project as its metadata writes it.
  package init(_ scheme: InstallScheme, _ root: InstallScheme.Key, project: String) {
    self.scheme = scheme
    self.root = root
    self.project = project
  }

  private mutating func prefix(_ key: InstallScheme.Key) -> String {
    if let known = prefixes[key] { return known }
    let way = scheme.folder(key, of: project).relative(to: scheme.folder(root, of: project))
    let prefix = way.isEmpty ? "" : way + "/"
    prefixes[key] = prefix
    return prefix
  }

  /// Returns how a file of a wheel is called.
  package mutating func path(_ file: WheelLayout.File) -> String {
    let path = file.place.systemText
    return file.key == root ? path : prefix(file.key) + path
  }

  /// Returns how something is called.
  mutating func path(_ place: EntryPath, _ key: InstallScheme.Key) -> String {
    prefix(key) + place.systemText
  }
}

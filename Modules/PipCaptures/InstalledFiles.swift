internal import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// What a distribution has installed, as its RECORD says, and whether that is what is there.
struct InstalledFiles: Sendable {
  let distribution: InstalledDistribution
  /// The folder that the paths of its RECORD are from.
  let location: FilePath
  /// What its RECORD says of each path, as archives write paths.
  let rows: [String: RecordFile.Row]

  /// Reads the RECORD; nil where there is none that can be read.
  ///
  /// - Parameters:
  ///   - distribution: the distribution.
  ///   - scheme: where its environment has its files.
  init?(of distribution: InstalledDistribution, in scheme: InstallScheme) {
    guard let bytes = distribution.content(of: "RECORD"), let record = RecordFile(bytes) else {
      return nil
    }
    self.distribution = distribution
    var places = RecordedPlaces(of: distribution, in: scheme)
    location = places.location
    var rows: [String: RecordFile.Row] = [:]
    rows.reserveCapacity(record.rows.count)
    for row in record.rows {
      var path = String(decoding: RecordFile.archivePath(row.path), as: UTF8.self)
      // What is beside the metadata may be called by a way round, through a link.
      if path.hasPrefix("../") { path = places.file(at: path).relative(to: location) }
      rows[path] = row
    }
    self.rows = rows
  }

  /// Where a path of RECORD leads.
  func place(of path: String) -> FilePath {
    let named = FilePath(systemText: path)
    return named.isAbsolute ? named : location.appending(named.components)
  }

  /// The files that are not what RECORD says, or not there.
  var changed: [String] {
    rows.filter { path, row in
      guard let text = row.digest, let algorithm = row.algorithm.flatMap(HashAlgorithm.init),
        let expected = Digest(urlSafeBase64: text)
      else { return false }
      return (try? algorithm.digest(ofFileAt: place(of: path))) != expected
    }.keys.sorted()
  }

  /// Files that installers add to those of a wheel, in the folder of metadata.
  static let ofInstallers = ["INSTALLER", "REQUESTED", "RECORD", "direct_url.json"]

  /// Tells whether a wheel is the one that was installed: its RECORD says of every file what that of the
  /// installed distribution says, and of no file more or less.
  ///
  /// - Parameters:
  ///   - contents: what is in the wheel.
  ///   - scheme: where the environment has its files.
  /// - Returns: whether it is.
  func come(from contents: WheelContents, in scheme: InstallScheme) -> Bool {
    let metadata = contents.layout.metadata
    guard metadata == distribution.metadata.lastSystemText else { return false }
    var paths = RecordPaths(scheme, contents.layout.root, project: contents.project)
    var own: Set<String> = []
    for (index, file) in contents.layout.files.enumerated() {
      let path = paths.path(file)
      own.insert(path)
      guard let row = rows[path] else {
        guard contents.promises[index] == nil else { return false }
        continue
      }
      // The first line of a script may have been changed.
      guard let promise = contents.promises[index], !file.isScript else { continue }
      guard row.algorithm == promise.algorithm.rawValue,
        row.digest == promise.digest
      else { return false }
    }
    let launchers = Self.launchers(of: contents.entryPoints)
    return rows.allSatisfy { path, row in
      guard row.digest != nil, !own.contains(path) else { return true }
      let name = FilePath(systemText: path).lastSystemText
      if path.hasPrefix("\(metadata)/"), Self.ofInstallers.contains(name) { return true }
      return place(of: path).lexicallyNormalized().removingLastComponent() == scheme.scripts
        && launchers(name)
    }
  }

  /// Tells whether another environment has the same files: but for what installers add, and for scripts, which
  /// name their environment.
  func isSame(as other: InstalledFiles) -> Bool {
    comparable == other.comparable
  }

  private var comparable: [String: String] {
    let metadata = distribution.metadata.lastSystemText
    return rows.compactMapValues(\.digest).filter { path, _ in
      guard !path.hasPrefix("../") else { return false }
      return !Self.ofInstallers.contains { path == "\(metadata)/\($0)" }
    }
  }

  /// Tells which files in the folder of scripts installers make of entry points.
  static func launchers(of entryPoints: EntryPoints) -> (String) -> Bool {
    let entries = entryPoints["console_scripts"] + entryPoints["gui_scripts"]
    let names = Set(entries.map { FilePath(systemText: $0.name).lastSystemText })
    // pip's own are called by versions as well.
    let versioned = names.intersection(["pip", "easy_install"])
    return { name in
      names.contains(name)
        || versioned.contains { project in
          name.hasPrefix(project)
            && name.dropFirst(project.count).allSatisfy { $0.isNumber || ".-".contains($0) }
        }
    }
  }
}

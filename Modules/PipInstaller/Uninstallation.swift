package import PipDiagnostics
package import PipEnvironments
internal import PipPackaging
internal import PipSystem
package import SystemPackage

/// Which files go with a distribution: those that its RECORD names, and what Python made of them.
///
/// A RECORD may name anything, and pip removes it. Here only what is in the folders of the environment's
/// scheme goes, no folder ever, and never the environment itself: its configuration and its interpreter.
package struct Uninstallation: Sendable {
  /// The distribution.
  package let distribution: InstalledDistribution

  /// The files, by their paths.
  package let files: [FilePath]

  /// What its RECORD names and stays.
  package let spared: [String]

  /// Finds out which files a distribution has.
  ///
  /// - Parameters:
  ///   - distribution: the distribution.
  ///   - scheme: where the environment has its files.
  /// - Throws: `UninstallationError` where that is not known.
  package init(
    of distribution: InstalledDistribution,
    in scheme: InstallScheme
  ) throws(UninstallationError) {
    self.distribution = distribution
    var files: Set<FilePath> = []
    var spared: [String] = []
    let places = Places(scheme)
    var recorded = RecordedPlaces(of: distribution, in: scheme)
    for path in try Self.recorded(by: distribution) {
      guard !path.isEmpty, !path.hasSuffix("/"),
        case let file = recorded.file(at: path), places.mayGo(file)
      else {
        spared.append(path)
        continue
      }
      // What cannot be looked at is found again when it is to go.
      if (try? file.status(following: .nothing))?.kind == .directory { continue }
      files.insert(file)
    }
    for file in files { files.formUnion(places.compiled(from: file)) }
    self.files = files.sorted { $0.systemText < $1.systemText }
    self.spared = spared
  }

  /// Returns the paths that a distribution says are its own, as they are written.
  private static func recorded(
    by distribution: InstalledDistribution
  ) throws(UninstallationError) -> [String] {
    if let record = distribution.content(of: "RECORD") {
      guard let record = RecordFile(record) else { throw .unreadable(distribution) }
      return record.rows.map(\.path)
    }
    // What setuptools installed itself, long ago: paths from the folder of metadata.
    guard let list = distribution.content(of: "installed-files.txt") else {
      throw .unknownFiles(distribution)
    }
    let folder = distribution.metadata.lastSystemText
    var names = String(decoding: list, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map(String.init)
    // It names not all of what is beside itself.
    var directory = try? OpenDirectory(distribution.metadata, following: .links)
    while let entry = try? directory?.next() { names.append(entry.name.systemText) }
    return names.map { "\(folder)/\($0)" }
  }

  /// The places that files of distributions are in.
  private struct Places {
    let folders: [FilePath]
    let scripts: FilePath
    let configuration: FilePath

    init(_ scheme: InstallScheme) {
      folders = [scheme.purelib, scheme.platlib, scheme.scripts, scheme.headers, scheme.data]
      scripts = scheme.scripts
      configuration = scheme.data.appending("pyvenv.cfg")
    }

    /// Tells whether a file is one that a distribution can have.
    func mayGo(_ file: FilePath) -> Bool {
      folders.contains { file.starts(with: $0) && file != $0 }
        && file != configuration && !isInterpreter(file)
    }

    /// Tells whether a file is one of those by which an environment's interpreter is called.
    private func isInterpreter(_ file: FilePath) -> Bool {
      guard file.removingLastComponent() == scripts else { return false }
      let name = file.lastSystemText
      guard name.hasPrefix("python") || name.hasPrefix("pypy") else { return false }
      return name.drop { $0.isLetter }.allSatisfy { $0.isNumber || $0 == "." || $0 == "t" }
    }

    /// Returns what Python has made of a module.
    func compiled(from file: FilePath) -> [FilePath] {
      let name = file.lastSystemText
      guard name.hasSuffix(".py") else { return [] }
      let stem = name.dropLast(2)
      let folder = file.removingLastComponent().appending("__pycache__")
      guard var cache = try? OpenDirectory(folder) else { return [] }
      var found: [FilePath] = []
      while let entry = try? cache.next() {
        let text = entry.name.systemText
        if text.hasPrefix(stem), text.hasSuffix(".pyc") { found.append(folder.appending(text)) }
      }
      return found
    }
  }
}

/// Why it is not known which files a distribution has.
package enum UninstallationError: Error, Sendable, Hashable {
  /// It has no RECORD.
  case unknownFiles(InstalledDistribution)
  /// Its RECORD is none.
  case unreadable(InstalledDistribution)
}

extension UninstallationError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .unknownFiles(let distribution):
      Diagnostic(
        .error,
        code: "installer.unknown-files",
        message: "it is not known which files \(Self.title(distribution)) has: it has no RECORD",
        hint: Self.hint(distribution)
      )
    case .unreadable(let distribution):
      Diagnostic(
        .error,
        code: "installer.record-unreadable",
        message: "the RECORD of \(Self.title(distribution)) cannot be read",
        hint: Self.hint(distribution)
      )
    }
  }

  private static func title(_ distribution: InstalledDistribution) -> String {
    "\(distribution.writtenName) \(distribution.shownVersion)"
  }

  private static func hint(_ distribution: InstalledDistribution) -> String {
    let installer = distribution.installer
    guard installer.isEmpty || ["pip", "swiftpip", "uv"].contains(installer) else {
      return "\(installer) has installed it and may know how to remove it"
    }
    return "install it anew, then remove it"
  }
}

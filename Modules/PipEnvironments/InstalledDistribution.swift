package import PipPackaging
package import PipSystem
package import SystemPackage

/// A distribution as an environment has it installed (PEP 376).
package struct InstalledDistribution: Sendable, Hashable {
  /// The project's name.
  package var name: PackageName

  /// The project's name as its metadata writes it.
  package var writtenName: String

  /// The version as its metadata states it, nil where it states none of PEP 440.
  package var version: Version?

  /// The version as its metadata writes it.
  package var writtenVersion: String

  /// The `.dist-info` or `.egg-info` folder or file.
  package var metadata: FilePath

  /// The folder of a project that is used where it is, made so by setuptools before PEP 660; nil mostly.
  package var linkedProject: FilePath?

  /// Finds a distribution in the folders of a search path; the first folder that has it counts.
  ///
  /// Folders that cannot be read are passed over, as Python passes them over.
  package static func find(
    _ name: PackageName,
    in searchPath: [FilePath]
  ) -> InstalledDistribution? {
    for folder in searchPath {
      // Two versions side by side are an accident; the newer is what an upgrade left behind.
      if let newest = all(in: folder, where: { $0 == name }).max(by: isOlder) { return newest }
    }
    return nil
  }

  /// Returns all distributions in the folders of a search path, by their names; of several of one project the
  /// first folder's counts.
  ///
  /// - Parameters:
  ///   - searchPath: the folders.
  ///   - note: is told what the system refused to show; what is not there is no refusal.
  /// - Returns: the distributions.
  package static func all(
    in searchPath: [FilePath],
    noting note: (SystemFailure) -> Void = { _ in }
  ) -> [InstalledDistribution] {
    var found: [PackageName: InstalledDistribution] = [:]
    for folder in searchPath {
      let here = Dictionary(all(in: folder, noting: note) { _ in true }.map { ($0.name, $0) }) {
        one,
        other in
        isOlder(one, other) ? other : one
      }
      found.merge(here) { first, _ in first }
    }
    return found.values.sorted { $0.name < $1.name }
  }

  private static func all(
    in folder: FilePath,
    noting note: (SystemFailure) -> Void = { _ in },
    where isWanted: (PackageName) -> Bool
  ) -> [InstalledDistribution] {
    var found: [InstalledDistribution] = []
    do throws(SystemFailure) {
      var directory = try OpenDirectory(folder, following: .links)
      while let entry = try directory.next()?.name.systemText {
        guard let stem = Stem(entry), isWanted(stem.name) else { continue }
        let metadata = folder.appending(entrySystemText: entry)
        if let distribution = read(stem, at: metadata, noting: note) { found.append(distribution) }
      }
    } catch {
      if !isAbsence(error) { note(error) }
    }
    return found
  }

  private static func isAbsence(_ failure: SystemFailure) -> Bool {
    [.noSuchFileOrDirectory, .notDirectory, .isDirectory].contains(failure.errno)
  }

  private static func isOlder(_ left: InstalledDistribution, _ right: InstalledDistribution) -> Bool
  {
    guard let older = left.version else { return right.version != nil }
    guard let newer = right.version else { return false }
    return older < newer
  }

  /// The name of a metadata folder in its parts.
  private struct Stem {
    enum Kind {
      case distInfo
      case eggInfo
    }

    var name: PackageName
    var version: String
    var kind: Kind

    private static let dash = UInt8(ascii: "-")

    init?(_ entry: String) {
      // Most entries of a large folder are something else; this is asked for each of them.
      if entry.utf8.hasSuffix(".dist-info") {
        let stem = entry.utf8.dropLast(10)
        // Old tools left hyphens in the name, and a version has none.
        guard let dash = stem.lastIndex(of: Self.dash),
          let name = PackageName(Self.text(stem[..<dash]))
        else { return nil }
        self.name = name
        version = Self.text(stem[stem.index(after: dash)...])
        kind = .distInfo
      } else if entry.utf8.hasSuffix(".egg-info") {
        let parts = entry.utf8.dropLast(9)
          .split(separator: Self.dash, maxSplits: 2, omittingEmptySubsequences: false)
        guard let first = parts.first, let name = PackageName(Self.text(first)) else { return nil }
        self.name = name
        version = parts.count > 1 ? Self.text(parts[1]) : ""
        kind = .eggInfo
      } else {
        return nil
      }
    }

    private static func text(_ bytes: Substring.UTF8View) -> String { String(Substring(bytes)) }
  }

  /// The headers that say what a distribution is.
  private static let identifying: [StaticString] = ["name", "version"]

  /// They are among the first, mostly within so many bytes.
  private static let usualEnd = 4096

  /// Reads who a distribution says that it is; nil where nothing can be read.
  private static func identity(
    in path: FilePath,
    noting note: (SystemFailure) -> Void
  ) -> MetadataHeaders? {
    guard let bytes = beginning(of: path, atMost: usualEnd, noting: note) else { return nil }
    let headers = MetadataHeaders(bytes, only: identifying, firstIsEnough: true)
    guard headers.headers.count < identifying.count, bytes.count == usualEnd else { return headers }
    return beginning(of: path, noting: note).map {
      MetadataHeaders($0, only: identifying, firstIsEnough: true)
    }
  }

  private static func read(
    _ stem: Stem,
    at metadata: FilePath,
    noting note: (SystemFailure) -> Void
  ) -> InstalledDistribution? {
    let headers =
      switch stem.kind {
      case .distInfo: identity(in: metadata.appending("METADATA"), noting: note)
      case .eggInfo:
        identity(in: metadata.appending("PKG-INFO"), noting: note)
          ?? identity(in: metadata, noting: note)
      }
    // An interrupted upgrade leaves folders without metadata: pip takes none of them for installed.
    guard let headers else { return nil }
    let version = headers["version"]
    guard version != nil || headers["name"] != nil else { return nil }
    return InstalledDistribution(
      name: stem.name,
      writtenName: headers["name"] ?? stem.name.original,
      version: version.flatMap { Version($0) } ?? Version(stem.version),
      writtenVersion: version ?? stem.version,
      metadata: metadata
    )
  }

  /// Reads a file of the metadata, such as `RECORD`; nil where there is none that can be read.
  package func content(of name: String) -> [UInt8]? {
    guard let file = try? OwnedDescriptor.openRegularFile(metadata.appending(name)) else {
      return nil
    }
    return try? file.readToEnd(limit: Self.contentLimit)
  }

  /// The headers of its core metadata.
  package var headers: MetadataHeaders { MetadataHeaders(document) }

  /// The file of its core metadata.
  private var document: [UInt8] {
    content(of: "METADATA") ?? content(of: "PKG-INFO") ?? Self.beginning(of: metadata) ?? []
  }

  /// The first line of `INSTALLER` that is not blank, empty where there is none (PEP 376).
  package var installer: String {
    Self.beginning(of: metadata.appending("INSTALLER"), atMost: Self.usualEnd)
      .flatMap(Self.firstWords) ?? ""
  }

  /// Where it came from, if it was not chosen from an index (PEP 610).
  package var directURL: DirectURL? {
    content(of: "direct_url.json").flatMap { DirectURL($0) }
  }

  /// Whether its metadata is in the form that was before wheels.
  var isEggInfo: Bool { metadata.lastSystemText.utf8.hasSuffix(".egg-info") }

  /// The folder of a project that is used where it is, as text; nil where it is none (PEP 660, `.egg-link`).
  package var editableLocation: String? {
    linkedProject?.systemText ?? directURL?.editableLocation
  }

  /// How it comes from a folder of this machine; nil where it does not.
  package enum FolderUse: String, Sendable, Hashable {
    /// It is used where the folder is.
    case editable
    /// It was installed from there.
    case local
  }

  /// Tells how it comes from a folder of this machine.
  ///
  /// - Parameter origin: its `directURL`, which is read from a file.
  /// - Returns: how; nil where it does not.
  package func folderUse(by origin: DirectURL?) -> FolderUse? {
    if linkedProject != nil { return .editable }
    guard case .folder(let isEditable)? = origin?.kind else { return nil }
    return isEditable ? .editable : .local
  }

  /// The folder that the metadata is in.
  package var location: FilePath { metadata.removingLastComponent() }

  /// The version as PEP 440 writes it, as it is written where it is none.
  package var shownVersion: String { version?.description ?? writtenVersion }

  /// What it requires in an environment, without extras.
  ///
  /// - Parameter environment: what markers may ask for.
  /// - Returns: the requirements; nil where one of them is none.
  package func requirements(in environment: [String: String]) -> [Requirement]? {
    var found: [Requirement] = []
    for text in MetadataHeaders(document, only: ["requires-dist"]).headers.map(\.value) {
      guard let requirement = Requirement(text) else { return nil }
      if requirement.marker?.isMet(by: environment) ?? true { found.append(requirement) }
    }
    return found
  }

  /// Whether it was asked for by name (PEP 376).
  package var isRequested: Bool {
    (try? metadata.appending("REQUESTED").status().kind) == .regular
  }

  /// No file of metadata has more bytes.
  private static var contentLimit: Int { 64 << 20 }

  /// Headers come first, and no honest ones are longer.
  private static var headerLimit: Int { 65_536 }

  private static func beginning(
    of path: FilePath,
    atMost limit: Int = headerLimit,
    noting note: (SystemFailure) -> Void = { _ in }
  ) -> [UInt8]? {
    do throws(SystemFailure) {
      return try OwnedDescriptor.openRegularFile(path).read(atMost: limit)
    } catch {
      if !isAbsence(error) { note(error) }
      return nil
    }
  }

  /// Returns the first line that is not blank, without white space around it.
  private static func firstWords(_ content: [UInt8]) -> String? {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let start = content.firstIndex(where: { !isBlank($0) }) else { return nil }
    let line = content[start...].prefix { $0 != 0x0A }
    guard let end = line.lastIndex(where: { !isBlank($0) }) else { return nil }
    return String(decoding: line[...end], as: UTF8.self)
  }
}

extension String.UTF8View {
  fileprivate func hasSuffix(_ suffix: StaticString) -> Bool {
    let wanted = Array(suffix.description.utf8)
    guard count > wanted.count else { return false }
    return self.suffix(wanted.count).elementsEqual(wanted)
  }
}

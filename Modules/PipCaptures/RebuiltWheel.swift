internal import PipArchives
internal import PipDiagnostics
internal import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// A wheel that is made of installed files, where the one that they came from is nowhere.
///
/// The same files give the same wheel, wherever the environment is.
struct RebuiltWheel: Sendable {
  let name: WheelFileName
  let recipe: ZipRecipe
  /// The digest of what it installs.
  let contentDigest: Digest

  /// Makes one.
  ///
  /// - Parameters:
  ///   - files: the installed files.
  ///   - scheme: where the environment has its files.
  ///   - changed: the paths of files that are not what RECORD says: it will say what they are.
  /// - Throws: `Failure` where no wheel can be made of them.
  init(
    of files: InstalledFiles,
    in scheme: InstallScheme,
    including changed: Set<String>
  ) throws(Failure) {
    let distribution = files.distribution
    let metadata = distribution.metadata.lastSystemText
    guard metadata.hasSuffix(".dist-info"), let bytes = distribution.content(of: "WHEEL"),
      let wheel = WheelMetadata(bytes), let name = Self.name(metadata, wheel, bytes)
    else { throw Failure(reason: "it says not which wheel it was") }
    self.name = name
    let entryPoints = distribution.content(of: "entry_points.txt").flatMap { EntryPoints($0) }
    let places = Places(
      location: files.location,
      scheme: scheme,
      headers: scheme.folder(.headers, of: distribution.writtenName),
      data: "\(metadata.dropLast(".dist-info".count)).data",
      isLauncher: InstalledFiles.launchers(of: entryPoints ?? EntryPoints())
    )
    var members: [ZipRecipe.Member] = []
    var rows: [RecordFile.Row] = []
    var content = WheelContentDigest()
    for (path, row) in files.rows.sorted(by: { $0.key < $1.key }) {
      let place = files.place(of: path).lexicallyNormalized()
      guard let target = try places.member(of: place, path) else { continue }
      if Self.isOfInstaller(target, metadata) { continue }
      guard let status = try? place.status(), status.kind == .regular else {
        if changed.contains(path) { continue }
        throw Failure(reason: "\(path) is missing")
      }
      let script = places.isScript(place) ? try Self.script(place, scheme) : nil
      members.append(
        ZipRecipe.Member(
          target,
          isExecutable: !status.mode.isDisjoint(with: [.ownerExecute, .groupExecute, .otherExecute]
          ),
          script.map { .bytes($0) } ?? .file(place)
        )
      )
      let made: RecordFile.Row
      let isKnown = row.digest != nil && !changed.contains(path) && script == nil
      if isKnown {
        made = RecordFile.Row(
          path: target,
          algorithm: row.algorithm,
          digest: row.digest,
          size: row.size ?? status.size
        )
      } else {
        made = try Self.row(target, place, script)
      }
      rows.append(made)
      let (key, rest) = places.kind(of: target)
      content.add(key, rest, made.algorithm ?? "", made.digest ?? "")
    }
    contentDigest = content.digest
    let record = "\(metadata)/RECORD"
    rows.append(RecordFile.Row(path: record))
    members.append(ZipRecipe.Member(record, .bytes(RecordFile(rows: rows).bytes)))
    do {
      recipe = try ZipRecipe(members)
    } catch {
      throw Failure(reason: error.diagnostic.message)
    }
  }

  /// Why no wheel was made.
  struct Failure: Error, Sendable, Hashable {
    let reason: String
  }

  /// Tells whether a file is made by whoever installs: with its RECORD or with Python.
  private static func isOfInstaller(_ path: String, _ metadata: String) -> Bool {
    let made = InstalledFiles.ofInstallers + RecordFile.unhashedNames
    return made.contains { path == "\(metadata)/\($0)" }
      || (path.hasSuffix(".pyc") && path.contains("__pycache__/"))
  }

  private static let scriptLimit = 64 << 20

  /// Returns a script as wheels have it: with the word `python` for whichever interpreter runs it; nil where it
  /// names none of this environment.
  private static func script(
    _ place: FilePath,
    _ scheme: InstallScheme
  ) throws(Failure) -> [UInt8]? {
    guard let file = try? OwnedDescriptor.openRegularFile(place),
      let bytes = try? file.readToEnd(limit: scriptLimit)
    else { throw Failure(reason: "\(place.systemText) cannot be read") }
    let own = Array("#!".utf8) + scheme.scripts.appending("python").bytes
    guard bytes.starts(with: own), let end = bytes.firstIndex(of: 0x0A) else { return nil }
    return Array("#!python".utf8) + bytes[end...]
  }

  private static func row(
    _ path: String,
    _ place: FilePath,
    _ content: [UInt8]?
  ) throws(Failure) -> RecordFile.Row {
    let algorithm = HashAlgorithm.sha256
    guard
      let digest = content.map({ algorithm.digest(of: $0) })
        ?? (try? algorithm.digest(ofFileAt: place)),
      let size = content.map({ Int64($0.count) }) ?? (try? place.status().size)
    else { throw Failure(reason: "\(place.systemText) cannot be read") }
    return RecordFile.Row(
      path: path,
      algorithm: algorithm.rawValue,
      digest: digest.urlSafeBase64,
      size: size
    )
  }

  /// The name that the wheel has: that of its metadata, its build and its tags.
  private static func name(
    _ metadata: String,
    _ wheel: WheelMetadata,
    _ bytes: [UInt8]
  ) -> WheelFileName? {
    let written = wheel.tags.map { $0.split(separator: "-").map(String.init) }
    guard !written.isEmpty, written.allSatisfy({ $0.count == 3 }) else { return nil }
    let tags = (0..<3).map { place in
      var seen: [String] = []
      for part in written where !seen.contains(part[place]) { seen.append(part[place]) }
      return seen.joined(separator: ".")
    }
    let stem = String(metadata.dropLast(".dist-info".count))
    guard let dash = stem.lastIndex(of: "-") else { return nil }
    let project = String(stem[..<dash]).replacing("-", with: "_")
    let version = String(stem[stem.index(after: dash)...])
    let build = MetadataHeaders(bytes)["build"].map { [$0] } ?? []
    let parts = [project, version] + build + tags
    return WheelFileName(parts.joined(separator: "-") + ".whl")
  }

  /// Where installed files were in the wheel.
  private struct Places {
    let location: FilePath
    let scheme: InstallScheme
    let headers: FilePath
    let data: String
    let isLauncher: (String) -> Bool

    func isScript(_ place: FilePath) -> Bool { place.starts(with: scheme.scripts) }

    /// Returns the path in the wheel; nil for what installers make.
    func member(of place: FilePath, _ path: String) throws(Failure) -> String? {
      if let name = below(location, place) { return name }
      if let name = below(scheme.scripts, place) {
        return isLauncher(place.lastSystemText) ? nil : "\(data)/scripts/\(name)"
      }
      for (folder, key) in [
        (headers, "headers"), (scheme.purelib, "purelib"), (scheme.platlib, "platlib"),
        (scheme.data, "data"),
      ] {
        if let name = below(folder, place) { return "\(data)/\(key)/\(name)" }
      }
      throw Failure(reason: "\(path) is not in the environment")
    }

    /// Returns the kind of a member, and its path from the folder of that kind.
    func kind(of member: String) -> (InstallScheme.Key, String) {
      for key in InstallScheme.Key.allCases where member.hasPrefix("\(data)/\(key.rawValue)/") {
        return (key, String(member.dropFirst(data.count + key.rawValue.count + 2)))
      }
      return (.purelib, member)
    }

    private func below(_ folder: FilePath, _ place: FilePath) -> String? {
      var rest = place
      guard rest.removePrefix(folder), !rest.isEmpty else { return nil }
      return rest.systemText
    }
  }
}

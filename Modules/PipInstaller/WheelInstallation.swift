internal import PipEnvironments
internal import PipHashing
package import PipPackaging
internal import PipSystem
internal import SystemPackage

/// Puts the files of wheels into a site, one wheel after the other.
package final class WheelInstallation {
  private let site: InstallSite
  private let folders: SiteFolders

  /// Begins to install into a site.
  package init(into site: InstallSite) {
    self.site = site
    folders = SiteFolders(site.staging)
  }

  /// Puts the files of a wheel into the site, and what installers add to them.
  ///
  /// - Parameters:
  ///   - wheel: the wheel.
  ///   - request: what is asked for beside its files.
  ///   - skipped: the places of files in its layout that are not written, for another wheel has them too.
  /// - Returns: what RECORD says of the installed distribution.
  /// - Throws: `InstallerError`; then what was written is to be removed.
  @discardableResult
  package func install(
    _ wheel: inout Wheel,
    _ request: InstallRequest,
    skipping skipped: Set<Int> = []
  ) throws(InstallerError) -> RecordFile {
    let paths = RecordPaths(site.scheme, wheel.layout.root, project: wheel.project)
    var rows: [RecordFile.Row] = []
    rows.reserveCapacity(wheel.layout.files.count + 8)
    let record = "\(wheel.layout.metadata)/RECORD"
    for index in wheel.layout.files.indices {
      let file = wheel.layout.files[index]
      let path = paths.path(file)
      if path == record { continue }
      let content =
        skipped.contains(index)
        ? nil : try put(file, at: index, of: &wheel)
      rows.append(row(path, wheel.promises[index], changedTo: content))
    }
    let scripts: [LauncherScript]
    do throws(WheelFlaw) {
      scripts = try LauncherScript.all(
        of: wheel.entryPoints,
        pythonVersion: (site.pythonMajor, site.pythonMinor)
      )
    } catch {
      throw .malformed(wheel.name.fileName, error)
    }
    do throws(SystemFailure) {
      for script in scripts {
        let text = script.text(for: site.interpreter)
        let names = script.names ?? []
        try write(text, names, .scripts, of: wheel.project, adding: .readableAndRunnable)
        rows.append(Self.row(paths.path(names, .scripts), text))
      }
      var facts: [(String, [UInt8])] = [("INSTALLER", Array("\(request.installer)\n".utf8))]
      if let directURL = request.directURL { facts.append(("direct_url.json", directURL)) }
      if request.isRequested { facts.append(("REQUESTED", [])) }
      for (name, bytes) in facts {
        try writeMetadata(name, bytes, of: wheel.layout, wheel.project)
        rows.append(Self.row("\(wheel.layout.metadata)/\(name)", bytes))
      }
      rows.append(RecordFile.Row(path: record))
      let result = RecordFile(rows: rows)
      try writeMetadata("RECORD", result.bytes, of: wheel.layout, wheel.project)
      return result
    } catch {
      throw .notWritten(error)
    }
  }

  /// Puts a file into the site; returns what became of it where it was changed.
  private func put(
    _ file: WheelLayout.File,
    at index: Int,
    of wheel: inout Wheel
  ) throws(InstallerError) -> [UInt8]? {
    if file.isScript { return try putScript(file, at: index, of: &wheel) }
    let output = try newFile(
      file.names,
      file.key,
      of: wheel.project,
      permissions: file.isExecutable ? .ofFolders : .ofFiles
    )
    var position: Int64 = 0
    try wheel.read(index) { bytes throws(SystemFailure) in
      try output.write(bytes, at: position)
      position += Int64(bytes.byteCount)
    }
    do throws(SystemFailure) {
      if file.isExecutable { try add(.runnable, to: output) }
      try output.closeReportingErrors()
    } catch {
      throw .notWritten(error)
    }
    return nil
  }

  /// Puts a script into the site, with the interpreter's path in its first line where that is wanted.
  private func putScript(
    _ file: WheelLayout.File,
    at index: Int,
    of wheel: inout Wheel
  ) throws(InstallerError) -> [UInt8]? {
    var content: [UInt8] = []
    try wheel.read(index) { bytes throws(SystemFailure) in
      unsafe bytes.withUnsafeBytes { unsafe content.append(contentsOf: $0) }
    }
    let changed = LauncherScript.rewritten(content, for: site.interpreter)
    do throws(SystemFailure) {
      try write(
        changed ?? content,
        file.names,
        file.key,
        of: wheel.project,
        adding: file.isExecutable ? .runnable : []
      )
    } catch {
      throw .notWritten(error)
    }
    return changed
  }

  private func newFile(
    _ names: [EntryName],
    _ key: InstallScheme.Key,
    of project: String,
    permissions: FilePermissions
  ) throws(InstallerError) -> OwnedDescriptor {
    do {
      return try folders.newFile(names, key, of: project, permissions: permissions)
    } catch {
      throw .notWritten(error)
    }
  }

  private func write(
    _ bytes: [UInt8],
    _ names: [EntryName],
    _ key: InstallScheme.Key,
    of project: String,
    adding permissions: FilePermissions = []
  ) throws(SystemFailure) {
    let file = try folders.newFile(names, key, of: project, permissions: .ofFiles)
    try file.writeAll(bytes)
    if !permissions.isEmpty { try add(permissions, to: file) }
    try file.closeReportingErrors()
  }

  private func writeMetadata(
    _ name: String,
    _ bytes: [UInt8],
    of layout: WheelLayout,
    _ project: String
  ) throws(SystemFailure) {
    let names = [layout.metadata, name].compactMap { EntryName(systemText: $0) }
    try write(bytes, names, layout.root, of: project)
  }

  /// Lets everybody do something with a file, whatever the user's umask is, as pip does.
  private func add(
    _ permissions: FilePermissions,
    to file: borrowing OwnedDescriptor
  ) throws(SystemFailure) {
    let mode = try file.status().mode
    if !mode.isSuperset(of: permissions) { try file.setPermissions(mode.union(permissions)) }
  }

  private func row(
    _ path: String,
    _ promise: RecordPromise?,
    changedTo content: [UInt8]?
  ) -> RecordFile.Row {
    if let content { return Self.row(path, content) }
    return RecordFile.Row(
      path: path,
      algorithm: promise?.algorithm.rawValue,
      digest: promise.map { Digest(bytes: $0.digest).urlSafeBase64 },
      size: promise?.size
    )
  }

  private static func row(_ path: String, _ content: [UInt8]) -> RecordFile.Row {
    RecordFile.Row(
      path: path,
      algorithm: HashAlgorithm.sha256.rawValue,
      digest: HashAlgorithm.sha256.digest(of: content).urlSafeBase64,
      size: Int64(content.count)
    )
  }
}

/// How RECORD calls files: from the folder of modules that the metadata is in.
struct RecordPaths {
  private let prefixes: [InstallScheme.Key: String]

  init(_ scheme: InstallScheme, _ root: InstallScheme.Key, project: String) {
    let library = scheme.folder(root, of: project)
    var prefixes: [InstallScheme.Key: String] = [:]
    for key in InstallScheme.Key.allCases {
      let way = scheme.folder(key, of: project).relative(to: library)
      prefixes[key] = way.isEmpty ? "" : way + "/"
    }
    self.prefixes = prefixes
  }

  func path(_ file: WheelLayout.File) -> String { path(file.names, file.key) }

  func path(_ names: [EntryName], _ key: InstallScheme.Key) -> String {
    (prefixes[key] ?? "") + names.map(\.systemText).joined(separator: "/")
  }
}

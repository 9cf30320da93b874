internal import PipEnvironments
internal import PipHashing
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// Puts the files of a wheel into a site.
package final class WheelInstallation {
  private let site: InstallSite
  private let folders: SiteFolders

  /// Begins to install into a site.
  ///
  /// - Parameters:
  ///   - site: the site.
  ///   - project: whose wheel it is, as its metadata writes it.
  ///   - modes: the permissions that files get there; nil where no file is to be linked.
  init(into site: InstallSite, of project: String, _ modes: FileModes? = nil) {
    self.site = site
    folders = SiteFolders(site.staging, of: project, modes)
  }

  /// Puts the files of a wheel into the site, and what installers add to them.
  ///
  /// - Parameters:
  ///   - wheel: where its files are taken from.
  ///   - request: what is asked for beside its files.
  ///   - skipped: the places of files in its layout that are not written, for another wheel has them too.
  /// - Returns: what RECORD says of the installed distribution.
  /// - Throws: `InstallerError`; then what was written is to be removed.
  @discardableResult
  func install(
    _ wheel: inout some WheelFiles & ~Copyable,
    _ request: InstallRequest,
    skipping skipped: Set<Int> = []
  ) throws(InstallerError) -> RecordFile {
    let contents = wheel.contents
    let layout = contents.layout
    var paths = RecordPaths(site.scheme, layout.root, project: contents.project)
    var rows: [RecordFile.Row] = []
    rows.reserveCapacity(layout.files.count + 8)
    let record = "\(layout.metadata)/RECORD"
    for (index, file) in layout.files.enumerated() {
      let path = paths.path(file)
      if path == record { continue }
      let changed = skipped.contains(index) ? nil : try put(index, of: &wheel)
      rows.append(row(path, contents.promises[index], changedTo: changed))
    }
    let scripts: [LauncherScript]
    do throws(WheelFlaw) {
      scripts = try LauncherScript.all(
        of: contents.entryPoints,
        pythonVersion: (site.pythonMajor, site.pythonMinor)
      )
    } catch {
      throw .malformed(contents.name.fileName, error)
    }
    do throws(SystemFailure) {
      for script in scripts {
        let text = script.text(for: site.interpreter)
        guard let place = script.place else { continue }
        try write(text, place, .scripts, adding: .readableAndRunnable)
        rows.append(Self.row(paths.path(place, .scripts), text))
      }
      var facts: [(String, [UInt8])] = [("INSTALLER", Array("\(request.installer)\n".utf8))]
      if let directURL = request.directURL { facts.append(("direct_url.json", directURL)) }
      if request.isRequested { facts.append(("REQUESTED", [])) }
      for (name, bytes) in facts {
        try writeMetadata(name, bytes, of: layout)
        rows.append(Self.row("\(layout.metadata)/\(name)", bytes))
      }
      rows.append(RecordFile.Row(path: record))
      let result = RecordFile(rows: rows)
      try writeMetadata("RECORD", result.bytes, of: layout)
      return result
    } catch {
      throw .notWritten(error)
    }
  }

  /// Puts a file into the site; returns what became of it where it was changed.
  ///
  /// A script may have to name the interpreter in its first line.
  private func put(
    _ index: Int,
    of wheel: inout some WheelFiles & ~Copyable
  ) throws(InstallerError) -> [UInt8]? {
    let file = wheel.contents.layout.files[index]
    guard file.isScript else {
      try wheel.put(index, into: folders)
      return nil
    }
    let content = try wheel.content(of: index)
    let changed = LauncherScript.rewritten(content, for: site.interpreter)
    do throws(SystemFailure) {
      try write(
        changed ?? content,
        file.place,
        file.key,
        adding: file.isExecutable ? .runnable : []
      )
    } catch {
      throw .notWritten(error)
    }
    return changed
  }

  private func write(
    _ bytes: [UInt8],
    _ place: EntryPath,
    _ key: InstallScheme.Key,
    adding permissions: FilePermissions = []
  ) throws(SystemFailure) {
    let file = try folders.newFile(place, key, permissions: .ofFiles)
    try file.writeAll(bytes)
    if !permissions.isEmpty { try file.add(permissions) }
    try file.closeReportingErrors()
  }

  private func writeMetadata(
    _ name: String,
    _ bytes: [UInt8],
    of layout: WheelLayout
  ) throws(SystemFailure) {
    guard let place = EntryPath(Array("\(layout.metadata)/\(name)".utf8)[...]) else { return }
    try write(bytes, place, layout.root)
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
      digest: promise?.digest,
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

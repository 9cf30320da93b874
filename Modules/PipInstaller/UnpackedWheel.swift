internal import PipHashing
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// A wheel that was unpacked before, and whose files are what they were when they were compared with RECORD.
package struct UnpackedWheel: ~Copyable {
  /// What is in it.
  package let contents: WheelContents

  private let modes: [FilePermissions]
  private var files: StoredFiles

  /// Looks at each file; nil where one is no longer what it was.
  init?(in folder: consuming OpenDirectory, _ digest: Digest, named name: WheelFileName) {
    guard let manifest = UnpackedManifest(in: folder, digest), manifest.name == name else {
      return nil
    }
    var modes: [FilePermissions] = []
    modes.reserveCapacity(manifest.files.count)
    for (index, stamp) in manifest.stamps.enumerated() {
      guard let status = try? folder.status(of: StoredFiles.name(index)),
        status.kind == .regular, status.isOnlyOwn, UnpackedManifest.Stamp(status) == stamp
      else { return nil }
      modes.append(status.mode)
    }
    guard let entryPoints = Self.entryPoints(of: manifest, in: folder) else { return nil }
    contents = WheelContents(
      name: name,
      entryPoints: entryPoints,
      layout: WheelLayout(metadata: manifest.metadata, root: manifest.root, files: manifest.files),
      promises: manifest.promises,
      project: manifest.project
    )
    self.modes = modes
    files = StoredFiles(folder)
  }

  private static let limit = 32 << 20

  private static func entryPoints(
    of manifest: UnpackedManifest,
    in folder: borrowing OpenDirectory
  ) -> EntryPoints? {
    let path = Array("\(manifest.metadata)/entry_points.txt".utf8)
    guard let index = manifest.files.firstIndex(where: { $0.path == path }) else {
      return EntryPoints()
    }
    guard let file = try? folder.file(StoredFiles.name(index)),
      let bytes = try? file.readToEnd(limit: limit)
    else { return nil }
    return EntryPoints(bytes)
  }
}

extension UnpackedWheel: WheelFiles {
  mutating func put(_ index: Int, into folders: SiteFolders) throws(InstallerError) {
    do {
      try files.put(
        index,
        mode: modes[index],
        as: contents.layout.files[index],
        into: folders
      )
    } catch {
      throw .notWritten(error)
    }
  }

  mutating func content(of index: Int) throws(InstallerError) -> [UInt8] {
    do throws(SystemFailure) {
      let file = try files.folder.file(StoredFiles.name(index))
      return try file.readToEnd(limit: .max) ?? []
    } catch {
      throw .notWritten(error)
    }
  }
}

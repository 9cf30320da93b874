internal import PipArchives
internal import PipHashing
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// A wheel that was unpacked before.
///
/// Each file is looked at right before an environment gets it: one that is no longer what it was when it was
/// compared with RECORD is taken from the wheel once more, and then none of it is used again.
package struct UnpackedWheel: ~Copyable {
  /// What is in it.
  package let contents: WheelContents

  private let stamps: [UnpackedManifest.Stamp]
  private var files: StoredFiles
  /// The wheel itself, opened where a file of it is no longer what it was.
  private var wheel: Wheel?

  /// Reads what is said of it; nil where that cannot be believed.
  init?(in folder: consuming OpenDirectory, _ digest: Digest, named name: WheelFileName) {
    guard let manifest = UnpackedManifest(in: folder, digest), manifest.name == name,
      let entryPoints = Self.entryPoints(of: manifest, in: folder)
    else { return nil }
    contents = WheelContents(
      name: name,
      entryPoints: entryPoints,
      layout: WheelLayout(metadata: manifest.metadata, root: manifest.root, files: manifest.files),
      promises: manifest.promises,
      project: manifest.project
    )
    stamps = manifest.stamps
    files = StoredFiles(folder)
  }

  private static let limit = 32 << 20

  private static func entryPoints(
    of manifest: UnpackedManifest,
    in folder: borrowing OpenDirectory
  ) -> EntryPoints? {
    let path = Array("\(manifest.metadata)/entry_points.txt".utf8)
    guard let place = EntryPath(path[...]),
      let index = manifest.files.firstIndex(where: { $0.place == place && $0.folder.isEmpty })
    else { return EntryPoints() }
    guard let status = try? folder.status(of: StoredFiles.name(index)),
      manifest.stamps[index].fits(status), let file = try? folder.file(StoredFiles.name(index)),
      let bytes = try? file.readToEnd(limit: limit)
    else { return nil }
    return EntryPoints(bytes)
  }

  /// The permissions that a file has, if it is what it was.
  private func mode(_ index: Int) -> FilePermissions? {
    guard let status = try? files.folder.status(of: StoredFiles.name(index)),
      stamps[index].fits(status)
    else { return nil }
    return status.mode
  }

  /// Takes the wheel itself, opened for a file that is no longer what it was; from then on nobody finds what
  /// was unpacked.
  private mutating func takeWheel(for index: Int) throws(InstallerError) -> Wheel {
    if let opened = wheel.take() { return opened }
    let range: FileRange
    do throws(SystemFailure) {
      let manifest = try Self.entryName(UnpackedManifest.fileName, in: files.folder)
      try? files.folder.unlink(manifest)
      range = try FileRange(
        files.folder.file(Self.entryName(UnpackedManifest.wheelName, in: files.folder))
      )
    } catch {
      throw .archive(contents.name.fileName, .unreadable(error))
    }
    let opened = try Wheel(range, named: contents.name)
    guard opened.contents.layout.files.count == contents.layout.files.count,
      opened.contents.layout.files[index].place == contents.layout.files[index].place
    else { throw .otherDigest(contents.name.fileName) }
    return opened
  }

  private static func entryName(
    _ text: String,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> EntryName {
    guard let name = EntryName(systemText: text) else {
      throw SystemFailure("openat", folder.path, .invalidArgument)
    }
    return name
  }
}

extension UnpackedWheel: WheelFiles {
  mutating func put(_ index: Int, into folders: SiteFolders) throws(InstallerError) {
    guard let mode = mode(index) else {
      var opened = try takeWheel(for: index)
      try opened.put(index, into: folders)
      wheel = consume opened
      return
    }
    do {
      try files.put(index, mode: mode, as: contents.layout.files[index], into: folders)
    } catch {
      throw .notWritten(error)
    }
  }

  mutating func content(of index: Int) throws(InstallerError) -> [UInt8] {
    guard mode(index) != nil else {
      var opened = try takeWheel(for: index)
      let content = try opened.content(of: index)
      wheel = consume opened
      return content
    }
    do throws(SystemFailure) {
      return try files.folder.file(StoredFiles.name(index)).readToEnd(limit: .max) ?? []
    } catch {
      throw .notWritten(error)
    }
  }
}

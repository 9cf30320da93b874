internal import PipArchives
internal import PipFiles
internal import PipHashing
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// A wheel on its way into the store: each file is kept there as it is first wanted, and what environments
/// get is a link to it.
///
/// Where something cannot be kept, files are taken from the wheel as if there was no store.
package struct StoreDraft: ~Copyable {
  private let store: UnpackedStore
  private let path: FilePath
  private let digest: Digest
  private let wheelStamp: UnpackedManifest.Stamp
  private var wheel: Wheel
  private var files: StoredFiles
  private var kept: [Kept?]
  private var isBroken = false

  /// A file that was compared with RECORD.
  private struct Kept {
    let stamp: UnpackedManifest.Stamp
    let mode: FilePermissions
  }

  private init(
    _ store: UnpackedStore,
    _ path: FilePath,
    _ digest: Digest,
    _ wheelStamp: UnpackedManifest.Stamp,
    _ wheel: consuming Wheel,
    _ folder: consuming OpenDirectory
  ) {
    self.store = store
    self.path = path
    self.digest = digest
    self.wheelStamp = wheelStamp
    kept = [Kept?](repeating: nil, count: wheel.contents.layout.files.count)
    self.wheel = wheel
    files = StoredFiles(folder)
  }

  /// Copies a wheel into an empty folder, and opens the copy.
  init(
    in path: FilePath,
    of store: UnpackedStore,
    copying file: borrowing FileRange,
    _ digest: Digest,
    named name: WheelFileName
  ) throws(InstallerError) {
    let copy: Copy
    do throws(SystemFailure) {
      copy = try Copy(of: file, in: path)
    } catch {
      throw .notWritten(error)
    }
    guard copy.digest == digest else { throw .otherDigest(name.fileName) }
    let stamp = copy.stamp
    self.init(store, path, digest, stamp, try Wheel(copy.file, named: name), copy.folder)
  }

  /// The copy of a wheel.
  private struct Copy: ~Copyable {
    let folder: OpenDirectory
    let file: FileRange
    let digest: Digest
    let stamp: UnpackedManifest.Stamp

    private static let pieceSize = 256 << 10

    init(of file: borrowing FileRange, in path: FilePath) throws(SystemFailure) {
      guard let entry = EntryName(systemText: UnpackedManifest.wheelName) else {
        throw SystemFailure("openat", path, .invalidArgument)
      }
      let folder = try OpenDirectory(path)
      let copied = try Self.copy(file, to: folder.newFile(entry))
      let range = try FileRange(folder.file(entry))
      (digest, stamp) = copied
      self.file = range
      self.folder = folder
    }

    private static func copy(
      _ file: borrowing FileRange,
      to output: consuming OwnedDescriptor
    ) throws(SystemFailure) -> (Digest, UnpackedManifest.Stamp) {
      var hash = HashStream(.sha256)
      var position: Int64 = 0
      var buffer = [UInt8](repeating: 0, count: Int(min(file.length, Int64(pieceSize))))
      while position < file.length {
        let count = try file.read(at: position, into: &buffer, count: pieceSize)
        // It has become shorter: another digest tells.
        guard count > 0 else { break }
        let piece = unsafe buffer.span.bytes.extracting(first: count)
        hash.update(with: piece)
        try output.write(piece, at: position)
        position += Int64(count)
      }
      let stamp = UnpackedManifest.Stamp(try output.status())
      try output.closeReportingErrors()
      return (hash.finish(), stamp)
    }
  }

  /// What is in the wheel, in bytes, as the archive's directory says.
  var unpackedSize: Int64 { wheel.unpackedSize }

  /// Keeps a file, unless it is kept already.
  private mutating func keep(_ index: Int) throws(InstallerError) {
    guard kept[index] == nil else { return }
    let output: OwnedDescriptor
    let isExecutable = wheel.contents.layout.files[index].isExecutable
    do {
      output = try files.folder.newFile(
        StoredFiles.name(index),
        permissions: isExecutable ? .ofFolders : .ofFiles
      )
    } catch {
      throw .notWritten(error)
    }
    try wheel.write(index, to: output)
    do {
      var status = try output.status()
      let writable: FilePermissions = [.groupWrite, .otherWrite]
      if !status.isOnlyOwn {
        try output.setPermissions(status.mode.subtracting(writable))
        status = try output.status()
      }
      kept[index] = Kept(stamp: UnpackedManifest.Stamp(status), mode: status.mode)
      try output.closeReportingErrors()
    } catch {
      throw .notWritten(error)
    }
  }

  /// Keeps what nobody wanted as well, and puts all of it in its place.
  mutating func seal() {
    guard !isBroken else { return }
    do {
      for index in kept.indices { try keep(index) }
      guard let entry = EntryName(systemText: UnpackedManifest.fileName) else { return }
      let manifest = UnpackedManifest(
        of: wheel.contents,
        wheel: wheelStamp,
        stamps: kept.compactMap { $0?.stamp }
      )
      let output = try files.folder.newFile(entry)
      try output.writeAll(manifest.bytes(digest))
      try output.closeReportingErrors()
    } catch {
      return discard()
    }
    store.take(path, digest, named: wheel.contents.name)
  }

  /// Keeps nothing.
  mutating func discard() {
    isBroken = true
    try? path.removeTree()
  }
}

extension StoreDraft: WheelFiles {
  var contents: WheelContents { wheel.contents }

  mutating func put(_ index: Int, into folders: SiteFolders) throws(InstallerError) {
    if !isBroken {
      do throws(InstallerError) {
        try keep(index)
      } catch {
        // What is wrong with the wheel is so without a store, too.
        guard case .notWritten = error else { throw error }
        discard()
      }
    }
    guard !isBroken, let mode = kept[index]?.mode else {
      return try wheel.put(index, into: folders)
    }
    do {
      try files.put(
        index,
        mode: mode,
        as: contents.layout.files[index],
        into: folders
      )
    } catch {
      throw .notWritten(error)
    }
  }

  mutating func content(of index: Int) throws(InstallerError) -> [UInt8] {
    try wheel.content(of: index)
  }
}

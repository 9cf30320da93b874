package import PipArchives
package import PipHashing
package import PipPackaging
internal import PipSystem

/// A wheel of which the form was checked: it is known what is in it and where that belongs.
///
/// What its contents are is seen when they are read.
package struct Wheel: ~Copyable {
  /// The name of the file.
  package let name: WheelFileName

  /// What it offers to others by name.
  package let entryPoints: EntryPoints

  /// Where its files belong.
  package let layout: WheelLayout

  /// What its RECORD says of each file of `layout`; nil for RECORD itself and its signatures, which
  /// nothing can say (PEP 427).
  package let promises: [RecordPromise?]

  /// The project as its metadata writes it.
  package let project: String

  private var reader: ZipMemberReader

  /// Opens a wheel.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - name: its name, which says whose it must be.
  /// - Throws: `InstallerError` where it is not what it should be.
  package init(
    _ file: consuming FileRange,
    named name: WheelFileName
  ) throws(InstallerError) {
    var reader: ZipMemberReader
    do throws(ArchivesError) {
      reader = try ZipMemberReader(try ZipArchive(file))
    } catch {
      throw .archive(name.fileName, error)
    }
    let facts = try Facts(reading: &reader, named: name)
    self.name = name
    entryPoints = facts.entryPoints
    layout = facts.layout
    promises = facts.promises
    project = facts.project
    self.reader = reader
  }

  /// Bytes in all files together, as the archive's directory says.
  package var unpackedSize: Int64 {
    layout.files.reduce(0) { $0.saturatingAdding(reader.members[$1.member].size) }
  }

  /// Reads a file and sees that it is what RECORD says.
  ///
  /// - Parameters:
  ///   - index: its place among the files of `layout`.
  ///   - receive: is given its content, in pieces where it is large; what was received counts for nothing if
  ///     an error follows.
  /// - Throws: `InstallerError`; what `receive` throws comes as `.notWritten`.
  mutating func read(
    _ index: Int,
    _ receive: (RawSpan) throws(SystemFailure) -> Void
  ) throws(InstallerError) {
    let file = layout.files[index]
    let promise = promises[index]
    var hash = HashStream(promise?.algorithm ?? .sha256)
    var size: Int64 = 0
    do {
      try reader.read(file.member) { bytes throws(SystemFailure) in
        size += Int64(bytes.byteCount)
        if promise != nil { hash.update(with: bytes) }
        try receive(bytes)
      }
    } catch {
      switch error {
      case .archive(let error): throw .archive(name.fileName, error)
      case .receiver(let failure): throw .notWritten(failure)
      }
    }
    guard let promise else { return }
    guard promise.size ?? size == size, promise.digest == hash.finish().bytes else {
      throw .malformed(name.fileName, .digest(String(decoding: file.path, as: UTF8.self)))
    }
  }
}

/// What a wheel says of itself, once it was read and compared.
private struct Facts {
  let entryPoints: EntryPoints
  let layout: WheelLayout
  let promises: [RecordPromise?]
  let project: String

  /// No file of metadata has more bytes.
  private static let limit = 32 << 20

  /// Files of metadata that only who installs may write: what a wheel brings of them is left out (PEP 376,
  /// PEP 610).
  private static let ofInstallers = ["INSTALLER", "REQUESTED", "direct_url.json"]

  init(
    reading reader: inout ZipMemberReader,
    named name: WheelFileName
  ) throws(InstallerError) {
    let members = reader.members
    let folder = try WheelLayout.metadataFolder(of: name, in: members)
    var files: [String: [UInt8]] = [:]
    for file in ["WHEEL", "METADATA", "RECORD", "entry_points.txt"] {
      let wanted = Array("\(folder)/\(file)".utf8)
      guard let index = members.firstIndex(where: { $0.name == wanted }) else { continue }
      do {
        files[file] = try reader.content(of: index, limit: Self.limit)
      } catch {
        throw .archive(name.fileName, error)
      }
    }
    do throws(WheelFlaw) {
      let format = try Self.format(files["WHEEL"])
      project = try Self.project(files["METADATA"], of: name)
      guard let recordBytes = files["RECORD"] else { throw .missing("RECORD") }
      guard let record = RecordFile(recordBytes) else { throw .unreadable("RECORD") }
      guard let entryPoints = files["entry_points.txt"].map({ EntryPoints($0) }) ?? EntryPoints()
      else { throw .unreadable("entry_points.txt") }
      let scripts = entryPoints["console_scripts"] + entryPoints["gui_scripts"]
      layout = try WheelLayout(
        members,
        metadata: folder,
        isRootPure: format.isRootPure,
        replacing: Set(scripts.map(\.name)),
        without: Set(Self.ofInstallers.map { Array("\(folder)/\($0)".utf8) })
      )
      promises = try RecordPromise.promises(
        of: record,
        for: layout,
        among: members.lazy.map(\.name)
      )
      self.entryPoints = entryPoints
    } catch {
      throw .malformed(name.fileName, error)
    }
  }

  private static func format(_ bytes: [UInt8]?) throws(WheelFlaw) -> WheelMetadata {
    guard let bytes else { throw .missing("WHEEL") }
    guard let format = WheelMetadata(bytes), let major = format.version.first else {
      throw .unreadable("WHEEL")
    }
    guard major <= 1 else {
      throw .laterFormat(format.version.map(String.init).joined(separator: "."))
    }
    return format
  }

  private static func project(
    _ bytes: [UInt8]?,
    of name: WheelFileName
  ) throws(WheelFlaw) -> String {
    guard let bytes else { throw .missing("METADATA") }
    let headers = MetadataHeaders(bytes)
    guard let project = headers["name"], let version = headers["version"] else {
      throw .unreadable("METADATA")
    }
    guard PackageName(project) == name.name, Version(version) == name.version else {
      throw .otherProject("\(project) \(version)")
    }
    return project
  }
}

/// What a RECORD says of the content of a file.
package struct RecordPromise: Sendable, Hashable {
  /// The hash function.
  package let algorithm: HashAlgorithm
  /// The digest.
  package let digest: [UInt8]
  /// Bytes in the file; nil where that is not said.
  package let size: Int64?

  /// Reads what a row says; nil where it proves nothing.
  init?(_ row: RecordFile.Row) {
    guard let algorithm = row.algorithm.flatMap({ HashAlgorithm(rawValue: $0) }),
      algorithm != .sha224, let text = row.digest,
      let digest = Digest(urlSafeBase64: text) ?? Digest(hexadecimal: text.lowercased()),
      digest.bytes.count == algorithm.byteCount
    else { return nil }
    self.algorithm = algorithm
    self.digest = digest.bytes
    size = row.size
  }

  /// Returns what a RECORD says of each file of a wheel.
  ///
  /// - Parameters:
  ///   - record: the RECORD.
  ///   - layout: the files that are installed.
  ///   - members: the names of all members of the archive.
  /// - Returns: a promise for each file of the layout; nil for RECORD itself and its signatures.
  /// - Throws: `WheelFlaw` where it has something that is not there, or not something that is.
  static func promises(
    of record: RecordFile,
    for layout: WheelLayout,
    among members: some Sequence<[UInt8]>
  ) throws(WheelFlaw) -> [RecordPromise?] {
    var rows: [[UInt8]: RecordFile.Row] = [:]
    rows.reserveCapacity(record.rows.count)
    for row in record.rows {
      let path = RecordFile.archivePath(row.path)
      if let earlier = rows[path], earlier != row { throw .twice(row.path) }
      rows[path] = row
    }
    let unhashed = RecordFile.unhashedNames.map {
      Array("\(layout.metadata)/\($0)".utf8)
    }
    var promises: [RecordPromise?] = []
    promises.reserveCapacity(layout.files.count)
    for file in layout.files {
      guard !unhashed.contains(file.path) else {
        promises.append(nil)
        continue
      }
      let text = String(decoding: file.path, as: UTF8.self)
      guard let row = rows[file.path] else { throw .unrecorded(text) }
      guard let promise = RecordPromise(row) else { throw .weakHash(text) }
      promises.append(promise)
    }
    for name in members { rows[name] = nil }
    // Some name folders, and signatures that were never made; what has a digest was a file.
    if let absent = rows.first(where: { $0.value.digest != nil && $0.key.last != 0x2F }) {
      throw .absent(String(decoding: absent.key, as: UTF8.self))
    }
    return promises
  }
}

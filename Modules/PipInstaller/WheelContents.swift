internal import PipArchives
package import PipPackaging

/// What is in a wheel, and where it belongs.
package struct WheelContents: Sendable {
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
}

extension WheelContents {
  /// No file of metadata has more bytes.
  private static let limit = 32 << 20

  /// Files of metadata that only who installs may write: what a wheel brings of them is left out (PEP 376,
  /// PEP 610).
  private static let ofInstallers = ["INSTALLER", "REQUESTED", "direct_url.json"]

  /// Reads the core metadata of a wheel.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - name: the name of the file.
  /// - Returns: its METADATA.
  /// - Throws: `InstallerError` where it is no wheel.
  static func metadata(
    of file: consuming FileRange,
    named name: WheelFileName
  ) throws(InstallerError) -> MetadataHeaders {
    var reader: ZipMemberReader
    do throws(ArchivesError) {
      reader = try ZipMemberReader(try ZipArchive(file))
    } catch {
      throw .archive(name.fileName, error)
    }
    let folder = try WheelLayout.metadataFolder(of: name, in: reader.members)
    guard let metadata = try content(of: "METADATA", in: folder, &reader, of: name) else {
      throw .malformed(name.fileName, .missing("METADATA"))
    }
    return MetadataHeaders(metadata)
  }

  /// Reads a file of the folder of metadata; nil where it is not there.
  private static func content(
    of file: String,
    in folder: String,
    _ reader: inout ZipMemberReader,
    of name: WheelFileName
  ) throws(InstallerError) -> [UInt8]? {
    let wanted = Array("\(folder)/\(file)".utf8)
    guard let index = reader.members.firstIndex(where: { $0.name == wanted }) else { return nil }
    do throws(ArchivesError) {
      return try reader.content(of: index, limit: limit)
    } catch {
      throw .archive(name.fileName, error)
    }
  }

  /// Reads and compares what a wheel says of itself.
  ///
  /// - Parameters:
  ///   - reader: the archive.
  ///   - name: the name of the file.
  /// - Throws: `InstallerError` where it is not what it should be.
  init(
    reading reader: inout ZipMemberReader,
    named name: WheelFileName
  ) throws(InstallerError) {
    let members = reader.members
    let folder = try WheelLayout.metadataFolder(of: name, in: members)
    var files: [String: [UInt8]] = [:]
    for file in ["WHEEL", "METADATA", "RECORD", "entry_points.txt"] {
      files[file] = try Self.content(of: file, in: folder, &reader, of: name)
    }
    do throws(WheelFlaw) {
      let format = try Self.format(files["WHEEL"])
      let project = try Self.project(files["METADATA"], of: name)
      guard let recordBytes = files["RECORD"] else { throw .missing("RECORD") }
      guard let record = RecordFile(recordBytes) else { throw .unreadable("RECORD") }
      guard let entryPoints = files["entry_points.txt"].map({ EntryPoints($0) }) ?? EntryPoints()
      else { throw .unreadable("entry_points.txt") }
      let scripts = entryPoints["console_scripts"] + entryPoints["gui_scripts"]
      let layout = try WheelLayout(
        members,
        metadata: folder,
        isRootPure: format.isRootPure,
        replacing: Set(scripts.map(\.name)),
        without: Set(Self.ofInstallers.map { Array("\(folder)/\($0)".utf8) })
      )
      self.init(
        name: name,
        entryPoints: entryPoints,
        layout: layout,
        promises: try RecordPromise.promises(
          of: record,
          for: layout,
          among: members.lazy.map(\.name)
        ),
        project: project
      )
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

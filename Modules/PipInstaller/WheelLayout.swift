package import PipArchives
package import PipEnvironments
package import PipPackaging
package import PipSystem

/// Where the files of a wheel belong (PEP 427, and what pip makes of it).
package struct WheelLayout: Sendable {
  /// A file of a wheel.
  package struct File: Sendable {
    /// The place of its member in the archive.
    package var member: Int
    /// What stands in its path in the wheel before its place: nothing, or the folder of data and its kind.
    package var folder: [UInt8]
    /// The kind of files that it is one of.
    package var key: InstallScheme.Key
    /// What leads to it from the folder of that kind.
    package var place: EntryPath
    /// Whether it is to be run.
    package var isExecutable: Bool
    /// Its path in the wheel, byte for byte.
    package var path: [UInt8] { folder + place.bytes }
    /// Whether it is one of `.data/scripts`, whose first line may have to be changed.
    package var isScript: Bool { key == .scripts }
  }

  /// The files, in the order of their paths.
  package private(set) var files: [File] = []

  /// The name of the folder of metadata at the top.
  package let metadata: String

  /// The kind of the files at its root.
  package let root: InstallScheme.Key

  /// The longest path that is taken, in bytes, as systems limit them.
  private static let pathLimit = 4096
  private static let nameLimit = 255

  /// Finds the folder of metadata of a wheel.
  ///
  /// - Parameters:
  ///   - name: the name of the file, which says whose metadata it must be.
  ///   - members: what is in the archive.
  /// - Returns: the name of the folder.
  /// - Throws: `WheelFlaw`-carrying `InstallerError` where it is not there, or another's as well.
  package static func metadataFolder(
    of name: WheelFileName,
    in members: [ZipMember]
  ) throws(InstallerError) -> String {
    var found: [[UInt8]] = []
    for member in members {
      let top = member.name.prefix { $0 != slash }
      guard top.count < member.name.count, top.suffix(ending.count).elementsEqual(ending),
        !found.contains(where: { $0.elementsEqual(top) })
      else { continue }
      found.append(Array(top))
    }
    let names = found.map { String(decoding: $0, as: UTF8.self) }
    guard names.count <= 1 else {
      throw .malformed(name.fileName, .severalMetadata(names.map(WheelPlace.shown)))
    }
    let expected = "\(name.name)-\(name.version).dist-info"
    guard let folder = names.first else {
      throw .malformed(name.fileName, .noMetadata(expected: expected))
    }
    let stem = folder.utf8.dropLast(ending.count)
    guard let dash = stem.lastIndex(of: UInt8(ascii: "-")),
      PackageName(String(Substring(stem[..<dash]))) == name.name,
      Version(String(Substring(stem[stem.index(after: dash)...]))) == name.version
    else { throw .malformed(name.fileName, .noMetadata(expected: expected)) }
    return folder
  }

  private static let slash = UInt8(ascii: "/")
  private static let ending = Array(".dist-info".utf8)
  private static let dataEnding = Array(".data".utf8)

  /// Creates the layout of a wheel whose files are known.
  init(metadata: String, root: InstallScheme.Key, files: [File]) {
    self.metadata = metadata
    self.root = root
    self.files = files
  }

  /// Finds out where everything belongs.
  ///
  /// - Parameters:
  ///   - members: what is in the archive.
  ///   - metadata: the name of the folder of metadata.
  ///   - isRootPure: whether what is at the root belongs among pure Python.
  ///   - wrappers: the names of scripts that are made anew: those that the wheel brings for them are left out.
  ///   - dropped: the paths of files that are left out.
  /// - Throws: `WheelFlaw` where something has no place, or two things the same.
  package init(
    _ members: [ZipMember],
    metadata: String,
    isRootPure: Bool,
    replacing wrappers: Set<String>,
    without dropped: Set<[UInt8]>
  ) throws(WheelFlaw) {
    self.metadata = metadata
    root = isRootPure ? .purelib : .platlib
    var taken: Set<WheelPlace> = []
    for (index, member) in members.enumerated() {
      guard let file = try file(index, member) else { continue }
      if file.isScript, Self.isWrapper(file, among: wrappers) { continue }
      if dropped.contains(member.name) { continue }
      guard taken.insert(WheelPlace(key: file.key, place: file.place)).inserted else {
        throw .twice(WheelPlace.shown(member.nameText))
      }
      files.append(file)
    }
    // As RECORD has them: what is in order need not be sorted.
    files.sort { members[$0.member].name.lexicographicallyPrecedes(members[$1.member].name) }
  }

  /// Returns where a member belongs; nil for a folder, which is made where there is something in it.
  private func file(_ index: Int, _ member: ZipMember) throws(WheelFlaw) -> File? {
    let text = WheelPlace.shown(member.nameText)
    guard member.name.count <= Self.pathLimit,
      String(validating: member.name, as: UTF8.self) != nil,
      !member.name.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") })
    else { throw .path(text) }
    let path = member.isFolder ? member.name.dropLast() : member.name[...]
    let names = path.split(separator: Self.slash, omittingEmptySubsequences: false)
    guard names.allSatisfy({ $0.count <= Self.nameLimit }), let place = EntryPath(path) else {
      throw .path(text)
    }
    guard member.hasKindOfItsName else { throw .kind(text) }
    guard !member.isFolder else { return nil }
    guard names.count > 1, names[0].suffix(Self.dataEnding.count).elementsEqual(Self.dataEnding)
    else {
      return File(
        member: index,
        folder: [],
        key: root,
        place: place,
        isExecutable: member.isExecutable
      )
    }
    guard names.count > 2, let rest = EntryPath(path[names[2].startIndex...]),
      let key = InstallScheme.Key(rawValue: String(decoding: names[1], as: UTF8.self))
    else { throw .scheme(text) }
    return File(
      member: index,
      folder: Array(path[..<names[2].startIndex]),
      key: key,
      place: rest,
      isExecutable: member.isExecutable
    )
  }

  /// Tells whether a script stands for an entry point, as setuptools made them: pip makes its own.
  private static func isWrapper(_ file: File, among names: Set<String>) -> Bool {
    let path = file.place.systemText
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    let lower = name.lowercased()
    for ending in [".exe", "-script.py", ".pya"] where lower.hasSuffix(ending) {
      return names.contains(String(name.dropLast(ending.count)))
    }
    return names.contains(name)
  }
}

/// A place for a file, to see whether two files are for the same one.
private struct WheelPlace: Hashable {
  var key: InstallScheme.Key
  var place: EntryPath

  /// Returns a path as it is shown: in one line, however long it is.
  static func shown(_ text: String) -> String {
    let isShort = text.utf8.count <= 200
    return isShort ? text : "\(text.prefix(100))..."
  }
}

extension ZipMember {
  private static let kindMask: UInt32 = 0o170000
  private static let regular: UInt32 = 0o100000
  private static let folder: UInt32 = 0o040000

  /// What the system that made the archive knew of its mode; nothing where it was none of POSIX.
  private var mode: UInt32 { attributes >> 16 }

  /// Whether it is a folder by its mode where its name says so, and else a file.
  fileprivate var hasKindOfItsName: Bool {
    let kind = mode & Self.kindMask
    return kind == 0 || kind == (isFolder ? Self.folder : Self.regular)
  }

  /// Whether it is to be run, as pip sees it (`zip_item_is_executable`).
  fileprivate var isExecutable: Bool {
    mode & Self.kindMask == Self.regular && mode & 0o111 != 0
  }
}

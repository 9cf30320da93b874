internal import PipCache
package import PipHashing

/// A file of a snapshot, as the manifest has it: `docs/formats/snapshot-1.md`.
package struct SnapshotFile: Sendable, Hashable {
  /// What a file is.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A wheel.
    case wheel
    /// A source distribution.
    case sdist
    /// The METADATA of a wheel (PEP 658).
    case metadata
    /// A page of an index.
    case indexPage = "index-page"
    /// The state of self-checks.
    case state
    /// What the wheels beside it were built from (PEP 610).
    case origin
    /// Status and headers of a response.
    case head
    /// Anything else.
    case other
  }

  /// Where it lies.
  package let path: SnapshotPath
  /// What it is.
  package var kind: Kind
  /// Bytes in it.
  package let size: Int64

  // A snapshot has very many of them: what most have not takes no room, nor does a digest apart.
  private let sha256: (UInt64, UInt64, UInt64, UInt64)
  private var label: Label?

  /// What is known of a file.
  private final class Label: Sendable, Equatable {
    let project: String?
    let version: String?
    let fileName: String?

    init(_ project: String?, _ version: String?, _ fileName: String?) {
      (self.project, self.version, self.fileName) = (project, version, fileName)
    }

    static func == (left: Label, right: Label) -> Bool {
      left.project == right.project && left.version == right.version
        && left.fileName == right.fileName
    }
  }

  /// The project, where it is known.
  package var project: String? { label?.project }
  /// The version, where it is known.
  package var version: String? { label?.version }
  /// How the file is called that a response is the content of, where it is known.
  package var fileName: String? { label?.fileName }

  /// Its SHA-256.
  package var digest: Digest { Digest(words: sha256) }

  /// Creates a file from what is known of it.
  ///
  /// - Parameters:
  ///   - path: where it lies.
  ///   - kind: what it is.
  ///   - size: bytes in it.
  ///   - digest: its SHA-256.
  ///   - project: the project, where it is known.
  ///   - version: the version, where it is known.
  ///   - fileName: how the file is called, where it is known.
  package init(
    path: SnapshotPath,
    kind: Kind,
    size: Int64,
    digest: Digest,
    project: String? = nil,
    version: String? = nil,
    fileName: String? = nil
  ) {
    self.path = path
    self.kind = kind
    self.size = size
    sha256 = digest.words
    let isKnown = project != nil || version != nil || fileName != nil
    label = isKnown ? Label(project, version, fileName) : nil
  }

  /// Tells whether a file in a place may be of a kind: what a place says is not to be denied.
  private static func fits(_ kind: Kind, _ path: SnapshotPath) -> Bool {
    switch path.role {
    case .responseHead: kind == .head || kind == .other
    case .origin: kind == .origin || kind == .other
    case .responseBody, .oldResponse, .wheel, .state, .own, .leftover, .foreign:
      kind != .head && kind != .origin
    }
  }

  /// Whether it is the status and headers of a response.
  package var isHead: Bool {
    if case .responseHead = path.role { return true }
    return false
  }

  /// Returns the same file with what is known of it.
  func known(project: String?, version: String?, fileName: String?) -> SnapshotFile {
    SnapshotFile(
      path: path,
      kind: kind,
      size: size,
      digest: digest,
      project: project,
      version: version,
      fileName: fileName
    )
  }

  /// Tells whether it has a digest.
  func has(_ digest: Digest) -> Bool { sha256 == digest.words }

  /// Tells whether it has the same content as another.
  func hasContent(of other: SnapshotFile) -> Bool { sha256 == other.sha256 && size == other.size }

  package static func == (left: SnapshotFile, right: SnapshotFile) -> Bool {
    left.path == right.path && left.kind == right.kind && left.hasContent(of: right)
      && left.label == right.label
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(path)
    hasher.combine(sha256.0)
  }
}

extension SnapshotFile {
  /// Adds its line of the manifest, with the line feed, behind some bytes.
  func appendLine(to bytes: inout [UInt8]) {
    bytes += #"{"area":""#.utf8
    bytes += path.area.rawValue.utf8
    if let fileName { Self.append(#"","filename":"#, fileName, to: &bytes) }
    bytes += #"","kind":""#.utf8
    bytes += kind.rawValue.utf8
    if let project { Self.append(#"","name":"#, project, to: &bytes) }
    bytes += #"","path":""#.utf8
    path.append(to: &bytes)
    bytes += #"","sha256":""#.utf8
    digest.appendHexadecimal(to: &bytes)
    bytes += #"","size":"#.utf8
    bytes += String(size).utf8
    if let version {
      bytes += #","version":"#.utf8
      CanonicalJSON.append(version, to: &bytes)
    }
    bytes += "}\n".utf8
  }

  /// Adds the name of a member and its text, whose last quote is left to what follows.
  private static func append(_ name: String, _ text: String, to bytes: inout [UInt8]) {
    bytes += name.utf8
    CanonicalJSON.append(text, to: &bytes)
    bytes.removeLast()
  }

  /// Reads a line without its line feed; nil where it is none that the format has.
  init?(line: ArraySlice<UInt8>) {
    if let file = Self.plain(line) {
      self = file
    } else {
      guard let members = CanonicalJSON(line)?.members else { return nil }
      self.init(members)
    }
  }

  private init?(_ members: [String: CanonicalJSON]) {
    guard let path = members["path"]?.text.flatMap({ SnapshotPath($0) }),
      members["area"]?.text == path.area.rawValue,
      let kind = members["kind"]?.text.flatMap({ Kind(rawValue: $0) }), Self.fits(kind, path),
      let size = members["size"]?.number,
      let digest = members["sha256"]?.text.flatMap({ Digest(hexadecimal: $0) }),
      digest.bytes.count == 32
    else { return nil }
    let texts = ["name", "version", "filename"]
    guard texts.allSatisfy({ members[$0] == nil || members[$0]?.text != nil }) else { return nil }
    self.init(
      path: path,
      kind: kind,
      size: size,
      digest: digest,
      project: members["name"]?.text,
      version: members["version"]?.text,
      fileName: members["filename"]?.text
    )
  }

  private static let names = [
    "area", "filename", "kind", "name", "path", "sha256", "size", "version",
  ].map { Array($0.utf8) }

  /// Reads a line in which nothing needs to be decoded; nil where it is not that, or wrong.
  private static func plain(_ line: ArraySlice<UInt8>) -> SnapshotFile? {
    var object = PlainObject(line)
    var texts = [Range<Int>?](repeating: nil, count: names.count)
    var size: Int64?
    scan: while true {
      switch object.next() {
      case .member(let name, .number(let number)):
        // Of those that are known only this one is a number.
        guard let place = names.firstIndex(where: { object.has($0, at: name) }) else { continue }
        guard place == 6 else { return nil }
        size = number
      case .member(let name, .text(let text)):
        guard let place = names.firstIndex(where: { object.has($0, at: name) }) else { continue }
        texts[place] = text
      case .end: break scan
      case .other: return nil
      }
    }
    guard texts[6] == nil, let size, let area = texts[0],
      let kind = texts[2].flatMap({ Kind(rawValue: object.string($0)) }),
      let path = texts[4].flatMap({ SnapshotPath(line[$0]) }),
      fits(kind, path), object.has(Array(path.area.rawValue.utf8), at: area),
      let digest = texts[5].flatMap({ Digest(hexadecimal: line[$0]) }), digest.bytes.count == 32
    else { return nil }
    return SnapshotFile(
      path: path,
      kind: kind,
      size: size,
      digest: digest,
      project: texts[3].map(object.string),
      version: texts[7].map(object.string),
      fileName: texts[1].map(object.string)
    )
  }
}

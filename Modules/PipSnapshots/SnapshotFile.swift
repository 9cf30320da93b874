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
  let sha256: CompactDigest
  private let label: SnapshotLabel?

  /// The project, where it is known.
  package var project: String? { label?.texts.project }
  /// The version, where it is known.
  package var version: String? { label?.texts.version }
  /// How the file is called that a response is the content of, where it is known.
  package var fileName: String? { label?.texts.fileName }
  /// Whether its line has a backslash.
  var hasEscapes: Bool { label?.hasEscapes ?? false }
  /// Bytes in all that is known of it together; nil where nothing is.
  var labelLength: Int? { label?.length }

  /// Its SHA-256.
  package var digest: Digest { sha256.digest }

  /// Creates a file from what is known of it; what is no text that a manifest has is not known.
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
    sha256 = CompactDigest(digest)
    label = SnapshotLabel(
      project: SnapshotLabel.text(project),
      version: SnapshotLabel.text(version),
      fileName: SnapshotLabel.text(fileName)
    )
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

  /// Adds the digits of its SHA-256 behind some bytes.
  func appendDigest(to bytes: inout [UInt8]) { sha256.append(digits: 64, to: &bytes) }

  /// Tells whether it has a digest.
  func has(_ digest: Digest) -> Bool { sha256 == CompactDigest(digest) }

  /// Tells whether it has the same content as another.
  func hasContent(of other: SnapshotFile) -> Bool { sha256 == other.sha256 && size == other.size }

  package static func == (left: SnapshotFile, right: SnapshotFile) -> Bool {
    left.path == right.path && left.kind == right.kind && left.hasContent(of: right)
      && left.label == right.label
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(path)
    hasher.combine(sha256)
  }
}

extension SnapshotFile {
  /// Adds its line of the manifest, with the line feed, behind some bytes.
  func appendLine(to bytes: inout [UInt8]) {
    let known = label?.texts
    bytes += #"{"area":""#.utf8
    bytes += path.area.rawValue.utf8
    if let fileName = known?.fileName { Self.append(#"","filename":"#, fileName, to: &bytes) }
    bytes += #"","kind":""#.utf8
    bytes += kind.rawValue.utf8
    if let project = known?.project { Self.append(#"","name":"#, project, to: &bytes) }
    bytes += #"","path":""#.utf8
    path.append(to: &bytes)
    bytes += #"","sha256":""#.utf8
    appendDigest(to: &bytes)
    bytes += #"","size":"#.utf8
    bytes += String(size).utf8
    if let version = known?.version {
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
  init?(line: [UInt8]) {
    guard let members = CanonicalJSON(line[...])?.members,
      let path = members["path"]?.text.flatMap({ SnapshotPath($0) }),
      members["area"]?.text == path.area.rawValue,
      let kind = members["kind"]?.text.flatMap({ Kind(rawValue: $0) }), Self.fits(kind, path),
      let size = members["size"]?.number,
      let digest = members["sha256"]?.text.flatMap({ Digest(hexadecimal: $0) }),
      digest.bytes.count == 32
    else { return nil }
    let texts = ["name", "version", "filename"].compactMap { members[$0] }
    guard texts.allSatisfy({ SnapshotLabel.text($0.text) != nil }) else { return nil }
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

  /// Reads the line that comes next in some bytes, passes over it and its line feed, and adds the file to an
  /// identity.
  ///
  /// Returns nil where it has more or less than version 1 says, or a text that needs to be decoded. Nearly
  /// all lines are such that it does not.
  init?(plain lines: Span<UInt8>, at position: inout Int, _ identity: inout SnapshotIdentity) {
    let line = lines.extracting(droppingFirst: position)
    var rest = PlainLine()
    guard rest.take(#"{"area":""#, of: line), let area = rest.text(of: line) else { return nil }
    let fileName = rest.take(#"","filename":""#, of: line) ? rest.text(of: line) : nil
    guard rest.take(#"","kind":""#, of: line), let kind = Kind(next: &rest, of: line) else {
      return nil
    }
    let project = rest.take(#"","name":""#, of: line) ? rest.text(of: line) : nil
    guard rest.take(#"","path":""#, of: line), let place = rest.text(of: line),
      rest.take(#"","sha256":""#, of: line), let digits = rest.text(64, of: line),
      rest.take(#"","size":"#, of: line), let size = rest.number(of: line)
    else { return nil }
    let version = rest.take(#","version":""#, of: line) ? rest.text(of: line) : nil
    guard version == nil || rest.take("\"", of: line), rest.take("}\n", of: line),
      rest.position <= SnapshotManifest.lineLimit
    else { return nil }
    guard let path = SnapshotPath(line.extracting(place)), Self.fits(kind, path),
      line.extracting(area).isText(path.area.rawValue),
      let digest = CompactDigest(digits: line.extracting(digits)),
      SnapshotLabel.isLength(project), SnapshotLabel.isLength(version),
      SnapshotLabel.isLength(fileName)
    else { return nil }
    position += rest.position
    identity.add(
      digest: line.extracting(digits),
      size: line.extracting(size.place),
      path: line.extracting(place)
    )
    self.path = path
    self.kind = kind
    self.size = size.value
    sha256 = digest
    label = SnapshotLabel(of: line, project: project, version: version, fileName: fileName)
  }
}

extension SnapshotFile.Kind {
  private static let words: [(word: StaticString, kind: SnapshotFile.Kind)] = [
    ("head", .head), ("index-page", .indexPage), ("wheel", .wheel), ("metadata", .metadata),
    ("sdist", .sdist), ("origin", .origin), ("state", .state), ("other", .other),
  ]

  /// Reads the kind that comes next in a line, but for the quote behind it.
  fileprivate init?(next line: inout PlainLine, of bytes: Span<UInt8>) {
    guard let kind = Self.words.first(where: { line.take($0.word, of: bytes) })?.kind else {
      return nil
    }
    self = kind
  }
}

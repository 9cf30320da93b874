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
  package var path: SnapshotPath
  /// What it is.
  package var kind: Kind
  /// Bytes in it.
  package var size: Int64
  /// Its SHA-256.
  package var digest: Digest
  /// The project, where it is known.
  package var project: String?
  /// The version, where it is known.
  package var version: String?
  /// How the file is called that a response is the content of, where it is known.
  package var fileName: String?

  /// Creates a file from what is known of it.
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
    self.digest = digest
    self.project = project
    self.version = version
    self.fileName = fileName
  }
}

extension SnapshotFile {
  /// Its line of the manifest, without the line feed.
  var line: [UInt8] {
    var members: [String: CanonicalJSON] = [
      "area": .text(path.area.rawValue), "kind": .text(kind.rawValue), "path": .text(path.text),
      "sha256": .text(digest.hexadecimal), "size": .number(size),
    ]
    members["name"] = project.map(CanonicalJSON.text)
    members["version"] = version.map(CanonicalJSON.text)
    members["filename"] = fileName.map(CanonicalJSON.text)
    var bytes: [UInt8] = []
    CanonicalJSON.object(members).append(to: &bytes)
    return bytes
  }

  /// Reads a line; nil where it is none that the format has.
  init?(line: ArraySlice<UInt8>) {
    guard let members = CanonicalJSON(line)?.members,
      let path = members["path"]?.text.flatMap({ SnapshotPath($0) }),
      members["area"]?.text == path.area.rawValue,
      let kind = members["kind"]?.text.flatMap({ Kind(rawValue: $0) }),
      let size = members["size"]?.number,
      let digest = members["sha256"]?.text.flatMap({ Digest(hexadecimal: $0) }),
      digest.bytes.count == 32
    else { return nil }
    self.init(path: path, kind: kind, size: size, digest: digest)
    for (name, member) in [
      ("name", \SnapshotFile.project), ("version", \.version), ("filename", \.fileName),
    ] {
      guard let value = members[name] else { continue }
      guard let text = value.text else { return nil }
      self[keyPath: member] = text
    }
  }
}

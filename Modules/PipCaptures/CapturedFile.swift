package import PipHashing
package import PipPackaging
internal import PipSnapshots

/// A file of a captured environment, as the manifest has it: `docs/formats/environment-1.md`.
package struct CapturedFile: Sendable, Hashable {
  /// Which file it is.
  package enum Path: Sendable, Hashable {
    /// What the environment is: its interpreter and its distributions.
    case description
    /// The lock (PEP 751).
    case lock
    /// The distributions as pip's requirements, with digests.
    case requirements
    /// A wheel.
    case wheel(WheelFileName)
  }

  /// Which file it is.
  package let path: Path
  /// Bytes in it.
  package let size: Int64
  /// Its SHA-256.
  package let digest: Digest
  /// Where a wheel was found; nil for other files.
  package let source: WheelOrigin?

  /// Creates a file.
  package init(_ path: Path, size: Int64, digest: Digest, source: WheelOrigin? = nil) {
    self.path = path
    self.size = size
    self.digest = digest
    self.source = source
  }

  /// The wheel that it is; nil for other files.
  package var wheel: WheelFileName? {
    if case .wheel(let name) = path { return name }
    return nil
  }
}

/// Where the wheel of an installed distribution was found.
package enum WheelOrigin: String, Sendable, Hashable, CaseIterable {
  /// Among the responses in pip's cache.
  case httpV2 = "http-v2"
  /// Among those of an earlier pip.
  case http
  /// Among the wheels that pip has built.
  case wheels
  /// Among those that swiftpip has unpacked.
  case unpacked
  /// With the interpreter, which brings a pip.
  case ensurepip
  /// In a folder that was named.
  case findLinks = "find-links"
  /// At an index.
  case index
  /// Nowhere: it was made of the installed files.
  case rebuilt
}

extension CapturedFile.Path {
  private static let folder = "wheels/"
  /// No name of a wheel is longer.
  private static let nameLimit = 200

  /// The path as it is written.
  package var text: String {
    switch self {
    case .description: "environment.json"
    case .lock: "pylock.toml"
    case .requirements: "requirements.txt"
    case .wheel(let name): Self.folder + name.fileName
    }
  }

  /// Takes a path apart, or returns nil where no file of a captured environment is called so.
  package init?(_ text: String) {
    if let path = [Self.description, .lock, .requirements].first(where: { $0.text == text }) {
      self = path
      return
    }
    guard text.hasPrefix(Self.folder) else { return nil }
    let name = text.dropFirst(Self.folder.count)
    guard name.utf8.count <= Self.nameLimit, name.utf8.allSatisfy(Self.isAllowed),
      let wheel = WheelFileName(String(name)), wheel.fileName == name
    else { return nil }
    self = .wheel(wheel)
  }

  /// Tells whether the names of wheels in such files have a sign.
  static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "._+!=-".utf8.contains(byte)
    }
  }
}

extension CapturedFile {
  /// Its line of the manifest, with the line feed.
  var line: [UInt8] {
    var members: [String: CanonicalJSON] = [
      "path": .text(path.text), "sha256": .text(digest.hexadecimal), "size": .number(size),
    ]
    members["source"] = source.map { .text($0.rawValue) }
    var bytes: [UInt8] = []
    CanonicalJSON.object(members).append(to: &bytes)
    bytes.append(0x0A)
    return bytes
  }

  /// Reads a line without its line feed; nil where it is none that the format has.
  init?(line: ArraySlice<UInt8>) {
    guard let members = CanonicalJSON(line)?.members,
      let path = members["path"]?.text.flatMap({ Path($0) }),
      let size = members["size"]?.number,
      let digits = members["sha256"]?.text, digits == digits.lowercased(),
      let digest = Digest(hexadecimal: digits), digest.bytes.count == 32
    else { return nil }
    let source = members["source"]?.text.flatMap { WheelOrigin(rawValue: $0) }
    self.init(path, size: size, digest: digest, source: source)
    guard (wheel == nil) == (members["source"] == nil), source != nil || wheel == nil else {
      return nil
    }
  }
}

extension [CapturedFile] {
  /// The wheels among them, by the names of their files, of which none is twice.
  var wheelsByName: [String: CapturedFile] {
    Dictionary(compactMap { file in file.wheel.map { ($0.fileName, file) } }) { first, _ in first }
  }
}

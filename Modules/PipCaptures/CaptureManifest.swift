package import PipHashing
package import PipSnapshots

/// What the first member of a captured environment says of all the others: `docs/formats/environment-1.md`.
package struct CaptureManifest: Sendable, Hashable {
  /// A distribution that stays out.
  package struct Omission: Sendable, Hashable {
    /// Why: `editable` or `local`.
    package let reason: String
    /// Its version.
    package let version: String
    /// The commit of a repository.
    package let commit: String?

    /// Creates an omission.
    package init(reason: String, version: String, commit: String? = nil) {
      self.reason = reason
      self.version = version
      self.commit = commit
    }
  }

  /// The files, in the order of their paths.
  package let files: [CapturedFile]
  /// The distributions that stay out, by name.
  package let omitted: [String: Omission]
  /// How many facts were taken out, by name.
  package let removed: [String: Int64]
  /// What made it.
  package let maker: SnapshotManifest.Maker
  /// What depends on the environment alone: that of the description.
  package let identity: Digest

  static let name = "swiftpip-environment-1.jsonl"
  private static let format = "swiftpip-environment"
  private static let version: Int64 = 1
  static let sizeLimit: Int64 = 16 << 20
  private static let lineLimit = 64 << 10
  static let fileLimit = 20_000

  /// Creates the manifest of some files.
  package init(
    _ files: [CapturedFile],
    omitted: [String: Omission],
    removed: [String: Int64],
    maker: SnapshotManifest.Maker,
    identity: Digest
  ) {
    self.files = files.sorted { Self.precedes($0, $1) }
    self.omitted = omitted
    self.removed = removed
    self.maker = maker
    self.identity = identity
  }

  private static func precedes(_ left: CapturedFile, _ right: CapturedFile) -> Bool {
    left.path.text.utf8.lexicographicallyPrecedes(right.path.text.utf8)
  }

  /// The wheels, in the order of their names.
  package var wheels: [CapturedFile] { files.filter { $0.wheel != nil } }

  /// Bytes in all files together.
  package var bytes: Int64 {
    files.reduce(0) { sum, file in
      let (bytes, isTooLarge) = sum.addingReportingOverflow(file.size)
      return isTooLarge ? .max : bytes
    }
  }

  /// The manifest as it is written.
  var text: [UInt8] {
    let made: [String: CanonicalJSON] = [
      "platform": .text(maker.platform), "tool": .text(maker.tool),
    ]
    var bytes: [UInt8] = []
    CanonicalJSON.object([
      "bytes": .number(self.bytes), "files": .number(Int64(files.count)),
      "format": .text(Self.format), "identity": .text(identity.hexadecimal),
      "made": .object(made), "omitted": .object(omitted.mapValues(Self.encoded)),
      "removed": .object(removed.mapValues(CanonicalJSON.number)),
      "version": .number(Self.version),
    ]).append(to: &bytes)
    bytes.append(0x0A)
    for file in files { bytes += file.line }
    return bytes
  }

  private static func encoded(_ omission: Omission) -> CanonicalJSON {
    var members: [String: CanonicalJSON] = [
      "reason": .text(omission.reason), "version": .text(omission.version),
    ]
    members["commit"] = omission.commit.map(CanonicalJSON.text)
    return .object(members)
  }

  /// Reads a manifest.
  ///
  /// - Throws: `CapturesError` where it is none, or contradicts itself.
  init(_ bytes: [UInt8]) throws(CapturesError) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    guard let head = lines.popFirst(), lines.popLast()?.isEmpty == true else {
      throw .manifest("its last line has no end")
    }
    guard lines.count <= Self.fileLimit, lines.allSatisfy({ $0.count <= Self.lineLimit }) else {
      throw .manifest("it has more than any environment needs")
    }
    guard let members = CanonicalJSON(head)?.members, members["format"]?.text == Self.format,
      let version = members["version"]?.number
    else { throw .notCaptured }
    guard version <= Self.version else { throw .laterVersion(version) }
    guard version == Self.version, let omitted = Self.omissions(members["omitted"]),
      let removed = members["removed"]?.members, let made = members["made"]?.members,
      let tool = made["tool"]?.text, let platform = made["platform"]?.text,
      let digits = members["identity"]?.text, let identity = Digest(hexadecimal: digits),
      identity.bytes.count == 32, digits == identity.hexadecimal
    else { throw .manifest("its head is not that of version 1") }
    var files: [CapturedFile] = []
    var names: Set<String> = []
    for line in lines {
      guard let file = CapturedFile(line: line) else {
        throw .manifest("line \(files.count + 2) is none that a file has")
      }
      if let last = files.last, !Self.precedes(last, file) {
        throw .manifest("its lines are not in their order")
      }
      guard names.insert(file.path.text.lowercased()).inserted else {
        throw .manifest("two files differ only in case")
      }
      files.append(file)
    }
    for path in [CapturedFile.Path.description, .lock, .requirements]
    where !files.contains(where: { $0.path == path }) {
      throw .manifest("it has no \(path.text)")
    }
    self.init(
      files,
      omitted: omitted,
      removed: removed.compactMapValues(\.number),
      maker: SnapshotManifest.Maker(tool: tool, platform: platform),
      identity: identity
    )
    guard members["files"]?.number == Int64(files.count), members["bytes"]?.number == self.bytes,
      self.bytes < .max
    else { throw .manifest("its files are others") }
  }

  private static func omissions(_ value: CanonicalJSON?) -> [String: Omission]? {
    guard let members = value?.members else { return nil }
    let omissions = members.compactMapValues { value -> Omission? in
      guard let members = value.members, let reason = members["reason"]?.text,
        let version = members["version"]?.text
      else { return nil }
      return Omission(
        reason: reason,
        version: version,
        commit: members["commit"]?.text
      )
    }
    return omissions.count == members.count ? omissions : nil
  }
}

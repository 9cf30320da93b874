package import PipHashing
internal import PipSystem

/// What the first member of a snapshot says of all the others: `docs/formats/snapshot-1.md`.
package struct SnapshotManifest: Sendable, Hashable {
  /// What made a snapshot, for people.
  package struct Maker: Sendable, Hashable {
    /// The program and its version.
    package var tool: String
    /// The system that it ran on, such as `linux-x86_64`.
    package var platform: String

    /// Creates a maker.
    package init(tool: String, platform: String) {
      self.tool = tool
      self.platform = platform
    }
  }

  /// How much of a cache is in a snapshot.
  package enum Level: String, Sendable, Hashable, CaseIterable {
    /// What a bug report needs: names are hidden, nothing can be imported.
    case report
    /// What a public index has.
    case `public`
    /// Everything but credentials.
    case `internal`
    /// Everything.
    case exact
  }

  /// What was taken out.
  package struct Redaction: Sendable, Hashable {
    /// How much was.
    package var level: Level
    /// How many entries were left out, by reason.
    package var omitted: [String: Int64]
    /// How many facts were taken out of entries that are there, by name.
    package var removed: [String: Int64]
    /// Which index was taken for public.
    package var publicIndex: String?

    /// Creates a redaction.
    package init(
      level: Level,
      omitted: [String: Int64] = [:],
      removed: [String: Int64] = [:],
      publicIndex: String? = nil
    ) {
      self.level = level
      self.omitted = omitted
      self.removed = removed
      self.publicIndex = publicIndex
    }
  }

  /// The files, in the order of their paths; none of a report.
  package let files: [SnapshotFile]
  /// The entries of a report, in the order of their labels; none of another snapshot.
  package let reported: [ReportedEntry]
  /// What doctor found, in a report: a word for each stable code.
  package let findings: [String: String]
  /// What was taken out.
  package let redaction: Redaction
  /// What made it.
  package let maker: Maker
  /// What depends on the content alone.
  package let identity: Digest
  /// Bytes in all files together.
  package let bytes: Int64

  /// The first member of a snapshot.
  static let name = "swiftpip-snapshot-1.jsonl"
  static let format = "swiftpip-snapshot"
  static let version: Int64 = 1
  /// A line has no more bytes.
  static let lineLimit = 64 << 10

  /// Creates the manifest of some files.
  ///
  /// - Parameters:
  ///   - files: the files, in any order, none twice.
  ///   - redaction: what was taken out.
  ///   - maker: what makes it.
  package init(of files: [SnapshotFile], redaction: Redaction, maker: Maker) {
    self.files = files.sorted { $0.path < $1.path }
    reported = []
    findings = [:]
    self.redaction = redaction
    self.maker = maker
    identity = Self.identity(of: self.files)
    bytes = self.files.reduce(0) { $0.saturatingAdding($1.size) }
  }

  /// Creates the manifest of a report.
  ///
  /// - Parameters:
  ///   - reported: the entries, in any order.
  ///   - findings: what doctor found.
  ///   - redaction: what was taken out.
  ///   - maker: what makes it.
  package init(
    reporting reported: [ReportedEntry],
    findings: [String: String],
    redaction: Redaction,
    maker: Maker
  ) {
    files = []
    self.reported = reported.sorted { $0.label < $1.label }
    self.findings = findings
    self.redaction = redaction
    self.maker = maker
    var hash = HashStream(.sha256)
    for entry in self.reported { hash.update(with: entry.line + [0x0A]) }
    identity = hash.finish()
    bytes = reported.reduce(0) { $0.saturatingAdding($1.size) }
  }

  /// The SHA-256 of what the files are, whatever is said of them.
  static func identity(of files: [SnapshotFile]) -> Digest {
    var hash = HashStream(.sha256)
    for file in files {
      hash.update(with: Array("\(file.digest.hexadecimal) \(file.size) \(file.path.text)\n".utf8))
    }
    return hash.finish()
  }

  /// The first line, without the line feed.
  var head: [UInt8] {
    var facts: [String: CanonicalJSON] = [
      "level": .text(redaction.level.rawValue), "omitted": Self.counts(redaction.omitted),
      "removed": Self.counts(redaction.removed),
    ]
    facts["publicIndex"] = redaction.publicIndex.map(CanonicalJSON.text)
    let made: [String: CanonicalJSON] = [
      "platform": .text(maker.platform), "tool": .text(maker.tool),
    ]
    var line: [UInt8] = []
    var members: [String: CanonicalJSON] = [
      "bytes": .number(bytes), "files": .number(Int64(lineCount)), "format": .text(Self.format),
      "identity": .text(identity.hexadecimal), "made": .object(made), "redaction": .object(facts),
      "version": .number(Self.version),
    ]
    if redaction.level == .report {
      members["findings"] = .object(findings.mapValues(CanonicalJSON.text))
    }
    CanonicalJSON.object(members).append(to: &line)
    return line
  }

  private var lineCount: Int { files.count + reported.count }

  /// Calls something with each line behind the first, without its line feed.
  func forEachLine<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    for file in files { try body(file.line) }
    for entry in reported { try body(entry.line) }
  }

  private static func counts(_ counts: [String: Int64]) -> CanonicalJSON {
    .object(counts.mapValues(CanonicalJSON.number))
  }

  /// Bytes in the whole manifest.
  var size: Int64 {
    var size = Int64(head.count + 1)
    forEachLine { size += Int64($0.count + 1) }
    return size
  }
}

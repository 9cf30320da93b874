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
  /// What plugins add: texts of each section, by name.
  ///
  /// They say nothing of the content, and do not belong to its
  /// identity.
  package var sections: [String: [String: String]] = [:]
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
  /// It has no more bytes, and no line of it.
  static let sizeLimit: Int64 = 128 << 20
  static let lineLimit = 64 << 10

  /// Creates the manifest of files that are in the order of their paths; without their identity it is made.
  init(
    inOrder files: [SnapshotFile],
    redaction: Redaction,
    maker: Maker,
    identity: Digest? = nil
  ) {
    self.files = files
    reported = []
    findings = [:]
    self.redaction = redaction
    self.maker = maker
    self.identity = identity ?? Self.identity(of: files)
    bytes = files.reduce(0) { $0.saturatingAdding($1.size) }
  }

  /// Creates the manifest of a report.
  ///
  /// - Parameters:
  ///   - reported: the entries, in any order.
  ///   - findings: what doctor found.
  ///   - redaction: what was taken out.
  ///   - maker: what makes it.
  ///   - identity: what its lines say that it is; nil to make it.
  package init(
    reporting reported: [ReportedEntry],
    findings: [String: String],
    redaction: Redaction,
    maker: Maker,
    identity: Digest? = nil
  ) {
    files = []
    self.reported = reported.sorted { $0.label < $1.label }
    self.findings = findings
    self.redaction = redaction
    self.maker = maker
    self.identity = identity ?? Self.identity(of: self.reported)
    bytes = reported.reduce(0) { $0.saturatingAdding($1.size) }
  }

  private static func identity(of files: [SnapshotFile]) -> Digest {
    var identity = SnapshotIdentity()
    for file in files { identity.add(file) }
    return identity.finish()
  }

  /// The SHA-256 of the lines of a report.
  private static func identity(of entries: [ReportedEntry]) -> Digest {
    var hash = HashStream(.sha256)
    var line: [UInt8] = []
    for entry in entries {
      line.removeAll(keepingCapacity: true)
      entry.appendLine(to: &line)
      hash.update(with: line)
    }
    return hash.finish()
  }

  private static let pieceSize = 64 << 10

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
    if !sections.isEmpty {
      members["sections"] = .object(
        sections.mapValues { .object($0.mapValues(CanonicalJSON.text)) }
      )
    }
    CanonicalJSON.object(members).append(to: &line)
    return line
  }

  private var lineCount: Int { files.count + reported.count }

  private static func counts(_ counts: [String: Int64]) -> CanonicalJSON {
    .object(counts.mapValues(CanonicalJSON.number))
  }

  /// Gives away the whole manifest, piece by piece.
  func forEachPiece<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var text = head + [0x0A]
    for file in files {
      file.appendLine(to: &text)
      try Self.giveIfLarge(&text, body)
    }
    for entry in reported {
      entry.appendLine(to: &text)
      try Self.giveIfLarge(&text, body)
    }
    try body(text)
  }

  private static func giveIfLarge<Failure: Error>(
    _ text: inout [UInt8],
    _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    guard text.count >= pieceSize else { return }
    try body(text)
    text.removeAll(keepingCapacity: true)
  }

  /// Returns how many bytes the whole manifest has, and all of it where it is not a large one.
  func sizeAndText() -> (size: Int64, text: [UInt8]?) {
    var size: Int64 = 0
    var text: [UInt8]? = []
    forEachPiece { piece in
      size += Int64(piece.count)
      if size > Int64(Self.textLimit) { text = nil } else { text? += piece }
    }
    return (size, text)
  }

  /// To make it a second time costs more than so many bytes of memory.
  static let textLimit = 4 << 20
}

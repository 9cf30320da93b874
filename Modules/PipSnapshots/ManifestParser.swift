internal import PipCache
internal import PipHashing

/// Reads a manifest piece by piece, line by line.
struct ManifestParser {
  private var line: [UInt8] = []
  private var head: Head?
  /// What each line behind the first is, and how many there are to be.
  private var (kind, count) = (LineKind.head, 0)
  private var files: [SnapshotFile] = []
  private var reported: [ReportedEntry] = []
  private var bytes: Int64 = 0
  /// What was found wrong first.
  private var problem: SnapshotsError?
  private var weight: ManifestWeight
  /// What the lines of a report are together, as they are written.
  private var reportHash = HashStream(.sha256)
  private var wheels = WheelNames()
  private var identity = SnapshotIdentity()
  /// Where the last file lies, and the key of the response if it is the head of one.
  private var lastPath: SnapshotPath?
  private var headKey: CacheKey?

  private enum LineKind {
    case head
    case file
    case entry
  }

  /// What the first line says.
  private struct Head {
    let bytes: Int64
    let count: Int64
    let identity: String
    let redaction: SnapshotManifest.Redaction
    let findings: [String: String]
    let maker: SnapshotManifest.Maker
    let sections: [String: [String: String]]
  }

  /// Begins with nothing read.
  init(weight: ManifestWeight = ManifestWeight()) {
    self.weight = weight
  }

  /// Whether something was found that is wrong.
  private(set) var hasFailed = false

  /// Reads the next bytes; once something is wrong they are passed over.
  mutating func feed(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      feed(unsafe bytes.assumingMemoryBound(to: UInt8.self).span)
    }
  }

  private mutating func feed(_ bytes: Span<UInt8>) {
    var position = 0
    while !hasFailed, position < bytes.count {
      do throws(SnapshotsError) {
        if line.isEmpty, kind == .file,
          let file = SnapshotFile(plain: bytes, at: &position, &identity)
        {
          try take(file)
        } else if try readLine(of: bytes, &position) {
          try takeLine()
        }
      } catch {
        problem = error
        hasFailed = true
      }
    }
  }

  /// Keeps what comes next of a line, and returns whether that is its end.
  private mutating func readLine(
    of bytes: Span<UInt8>,
    _ position: inout Int
  ) throws(SnapshotsError) -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == 0x0A { return true }
      guard line.count < SnapshotManifest.lineLimit else { throw .manifest("a line is too long") }
      line.append(byte)
    }
    return false
  }

  private mutating func takeLine() throws(SnapshotsError) {
    defer { line.removeAll(keepingCapacity: true) }
    switch kind {
    case .head: try takeHead()
    case .entry: try takeEntry()
    case .file:
      guard let file = SnapshotFile(line: line) else {
        throw .manifest("line \(files.count + 2) is none that a file has")
      }
      try weighIfSlow { file.appendLine(to: &$0) }
      identity.add(file)
      try take(file)
    }
  }

  private mutating func takeHead() throws(SnapshotsError) {
    let head = try Self.head(line[...])
    let isReport = head.redaction.level == .report
    let least = isReport ? ManifestWeight.entry : ManifestWeight.file
    guard head.count <= Int64(ManifestWeight.limit / least) else {
      throw .manifest("it says that it has more lines than any may have")
    }
    (kind, count) = (isReport ? .entry : .file, Int(head.count))
    if !isReport { files.reserveCapacity(count) }
    self.head = head
  }

  private mutating func takeEntry() throws(SnapshotsError) {
    guard var entry = ReportedEntry(line: line[...]) else {
      throw .manifest("line \(reported.count + 2) is none that an entry has")
    }
    guard reported.count < count else { throw .manifest("it has more lines than it says") }
    let (sum, isTooLarge) = bytes.addingReportingOverflow(entry.size)
    guard !isTooLarge else { throw .manifest("its entries are larger than any disk") }
    bytes = sum
    if let last = reported.last, last.label >= entry.label {
      throw .manifest("its lines are not in their order")
    }
    reportHash.update(with: line + [0x0A])
    try weighIfSlow { entry.appendLine(to: &$0) }
    try weigh { $0.add(entry) }
    entry.headers = weight.shared(entry.headers)
    reported.append(entry)
  }

  private mutating func take(_ file: SnapshotFile) throws(SnapshotsError) {
    guard files.count < count else { throw .manifest("it has more lines than it says") }
    let (sum, isTooLarge) = bytes.addingReportingOverflow(file.size)
    guard !isTooLarge else { throw .manifest("its files are larger than any disk") }
    bytes = sum
    if let lastPath, lastPath >= file.path { throw .manifest("its lines are not in their order") }
    try checkPair(file.path)
    lastPath = file.path
    if case .wheel = file.path.role, !wheels.insert(file.path) {
      throw .manifest("two wheels differ only in case")
    }
    try weigh { $0.add(file) }
    files.append(file)
  }

  private mutating func weigh(_ add: (inout ManifestWeight) -> Void) throws(SnapshotsError) {
    add(&weight)
    guard !weight.isTooMuch else { throw .manifest("it says more of its files than any may") }
  }

  /// Weighs a line once more that is not just what its known members need.
  private mutating func weighIfSlow(_ append: (inout [UInt8]) -> Void) throws(SnapshotsError) {
    var known: [UInt8] = []
    known.reserveCapacity(512)
    append(&known)
    let length = line.count
    guard known.count - 1 != length || line.contains(ManifestWeight.escape) else { return }
    try weigh { $0.addSlow(length) }
  }

  /// Sees that head and body of a response follow each other: pip takes only both together.
  private mutating func checkPair(_ path: SnapshotPath?) throws(SnapshotsError) {
    let bodyKey = path?.bodyKey
    guard headKey == bodyKey else {
      throw .manifest(headKey == nil ? "a body without its head" : "a head without its body")
    }
    headKey = path?.headKey
  }

  /// Returns the manifest, if all of it was right.
  consuming func finish() throws(SnapshotsError) -> SnapshotManifest {
    if let problem { throw problem }
    guard let head else { throw .manifest("it is empty") }
    guard line.isEmpty else { throw .manifest("its last line has no end") }
    try checkPair(nil)
    guard files.count + reported.count == head.count else {
      throw .manifest("it has fewer lines than it says")
    }
    var manifest =
      head.redaction.level == .report
      ? SnapshotManifest(
        reporting: reported,
        findings: head.findings,
        redaction: head.redaction,
        maker: head.maker,
        identity: reportHash.finish()
      )
      : SnapshotManifest(
        inOrder: files,
        redaction: head.redaction,
        maker: head.maker,
        identity: identity.finish()
      )
    manifest.sections = head.sections
    guard manifest.bytes == head.bytes else { throw .manifest("its files have other sizes") }
    guard manifest.identity.hexadecimal == head.identity else {
      throw .manifest("its identity is another")
    }
    return manifest
  }

  private static func head(_ line: ArraySlice<UInt8>) throws(SnapshotsError) -> Head {
    guard let members = CanonicalJSON(line)?.members else {
      throw .manifest("its head is not written as version 1 has it")
    }
    guard members["format"]?.text == SnapshotManifest.format,
      let version = members["version"]?.number
    else { throw .notASnapshot }
    guard version <= SnapshotManifest.version else { throw .laterVersion(version) }
    guard version == SnapshotManifest.version, let bytes = members["bytes"]?.number,
      let count = members["files"]?.number, let identity = members["identity"]?.text,
      let maker = maker(members["made"]), let redaction = redaction(members["redaction"]),
      let findings = findings(members["findings"], of: redaction.level),
      let sections = sections(members["sections"])
    else { throw .manifest("its head is not that of version 1") }
    return Head(
      bytes: bytes,
      count: count,
      identity: identity,
      redaction: redaction,
      findings: findings,
      maker: maker,
      sections: sections
    )
  }

  /// What plugins have added; nothing where they have not.
  private static func sections(_ value: CanonicalJSON?) -> [String: [String: String]]? {
    guard let value else { return [:] }
    guard let members = value.members else { return nil }
    let sections = members.compactMapValues { section -> [String: String]? in
      guard let texts = section.members?.compactMapValues(\.text),
        texts.count == section.members?.count
      else { return nil }
      return texts
    }
    return sections.count == members.count ? sections : nil
  }

  /// What only a report has.
  private static func findings(
    _ value: CanonicalJSON?,
    of level: SnapshotManifest.Level
  ) -> [String: String]? {
    guard level == .report else { return [:] }
    guard let members = value?.members else { return nil }
    let texts = members.compactMapValues(\.text)
    return texts.count == members.count ? texts : nil
  }

  private static func maker(_ value: CanonicalJSON?) -> SnapshotManifest.Maker? {
    guard let members = value?.members, let tool = members["tool"]?.text,
      let platform = members["platform"]?.text
    else { return nil }
    return SnapshotManifest.Maker(tool: tool, platform: platform)
  }

  private static func redaction(_ value: CanonicalJSON?) -> SnapshotManifest.Redaction? {
    guard let members = value?.members,
      let level = members["level"]?.text.flatMap({ SnapshotManifest.Level(rawValue: $0) }),
      let omitted = counts(members["omitted"]), let removed = counts(members["removed"])
    else { return nil }
    return SnapshotManifest.Redaction(
      level: level,
      omitted: omitted,
      removed: removed,
      publicIndex: members["publicIndex"]?.text
    )
  }

  private static func counts(_ value: CanonicalJSON?) -> [String: Int64]? {
    guard let members = value?.members else { return nil }
    let counts = members.compactMapValues(\.number)
    return counts.count == members.count ? counts : nil
  }
}

internal import PipHashing
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem

/// What is in a snapshot and what was left out, in numbers.
struct SnapshotSummary: Encodable, Sendable {
  private let manifest: SnapshotManifest

  /// Files of a kind.
  private struct Sum: Encodable {
    var files = 0
    var bytes: Int64 = 0

    mutating func add(_ size: Int64) {
      files += 1
      bytes = bytes.saturatingAdding(size)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case identity
    case level
    case publicIndex
    case files
    case bytes
    case kinds
    case omitted
    case removed
    case problems
    case findings
    case made
    case sections
  }

  private struct Maker: Encodable {
    let tool: String
    let platform: String
  }

  /// Sums up a manifest.
  init(of manifest: SnapshotManifest) {
    self.manifest = manifest
  }

  /// The kinds of which there is something.
  private var kinds: [(kind: SnapshotFile.Kind, sum: Sum)] {
    SnapshotFile.Kind.allCases.compactMap { kind in
      var sum = Sum()
      for file in manifest.files where file.kind == kind { sum.add(file.size) }
      for entry in manifest.reported where entry.kind == kind { sum.add(entry.size) }
      return sum.files == 0 ? nil : (kind, sum)
    }
  }

  /// What is wrong with entries of a report, and with how many.
  private var problems: [String: Int] {
    Dictionary(manifest.reported.compactMap(\.problem).map { ($0, 1) }, uniquingKeysWith: +)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let redaction = manifest.redaction
    try container.encode(manifest.identity.hexadecimal, forKey: .identity)
    try container.encode(redaction.level.rawValue, forKey: .level)
    try container.encode(redaction.publicIndex, forKey: .publicIndex)
    try container.encode(manifest.files.count + manifest.reported.count, forKey: .files)
    try container.encode(manifest.bytes, forKey: .bytes)
    let kinds = kinds.map { ($0.kind.rawValue, $0.sum) }
    try container.encode(Dictionary(uniqueKeysWithValues: kinds), forKey: .kinds)
    try container.encode(redaction.omitted, forKey: .omitted)
    try container.encode(redaction.removed, forKey: .removed)
    if redaction.level == .report {
      try container.encode(problems, forKey: .problems)
      try container.encode(manifest.findings, forKey: .findings)
    }
    if !manifest.sections.isEmpty { try container.encode(manifest.sections, forKey: .sections) }
    let maker = Maker(tool: manifest.maker.tool, platform: manifest.maker.platform)
    try container.encode(maker, forKey: .made)
  }

  /// Writes what people read.
  func write(to page: inout Page) {
    let redaction = manifest.redaction
    page.list([
      ("identity", manifest.identity.hexadecimal), ("level", level(redaction)),
      ("made by", "\(manifest.maker.tool), \(manifest.maker.platform)"),
    ])
    let rows = kinds.map { kind, sum in
      [
        Page.Span("  \(sum.files)"), Page.Span(Self.words(kind, sum.files)),
        Page.Span("\(ByteCount(sum.bytes))"),
      ]
    }
    if rows.isEmpty { page.line("  nothing is in it") } else { page.table(rows, numbers: [0, 2]) }
    let omitted = redaction.omitted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (reason, count) in omitted {
      page.line(Page.Span("left out: \(Self.words(count, leftOut: reason))"))
    }
    for (problem, count) in problems.sorted(by: { $0.key < $1.key }) {
      page.line(Page.Span("damaged: \(count) x \(problem)", .bad))
    }
    for (code, severity) in manifest.findings.sorted(by: { $0.key < $1.key }) {
      page.line(Page.Span("doctor: \(code) (\(severity))"))
    }
    for (name, texts) in manifest.sections.sorted(by: { $0.key < $1.key }) {
      page.line("section \(name): \(texts.keys.sorted().joined(separator: ", "))")
    }
    for (what, count) in redaction.removed.sorted(by: { $0.key < $1.key }) {
      page.line(Page.Span("taken out: \(count) x \(what)"))
    }
  }

  private func level(_ redaction: SnapshotManifest.Redaction) -> String {
    switch redaction.level {
    case .public: "public: what \(redaction.publicIndex ?? "a public index") has"
    case .internal: "internal: no credentials, but names and contents that may be private"
    case .exact: "exact: everything as it is, passwords and tokens too"
    case .report: "report: nothing but numbers, names are hidden"
    }
  }

  /// How many entries were left out, and why.
  static func words(_ count: Int64, leftOut reason: String) -> String {
    "\(count == 1 ? "1 entry" : "\(count) entries"), \(words(omission: reason))"
  }

  private static func words(_ kind: SnapshotFile.Kind, _ count: Int) -> String {
    let words =
      switch kind {
      case .wheel: ("wheel", "wheels")
      case .sdist: ("sdist", "sdists")
      case .metadata: ("METADATA", "METADATA")
      case .indexPage: ("index page", "index pages")
      case .state: ("state of self-checks", "states of self-checks")
      case .origin: ("origin of wheels", "origins of wheels")
      case .head: ("head of a response", "heads of responses")
      case .other: ("other file", "other files")
      }
    return count == 1 ? words.0 : words.1
  }

  /// Why entries were left out; a reason that is not known here stands for itself.
  private static func words(omission text: String) -> String {
    guard let reason = SnapshotOmission(rawValue: text) else { return text }
    return switch reason {
    case .credential: "answers that were given for the sake of a credential"
    case .agent: "answers that were meant for one program"
    case .cookie: "answers with a cookie"
    case .notPublic: "not known to be of the public index"
    case .oldForm: "in the form of pips before 23.3, which cannot be cleaned"
    case .place: "names of places"
    case .address: "pages with addresses that hold more than a place"
    case .unknown: "nobody knows what it is"
    case .unreadable: "cannot be taken apart"
    case .refused: "the system does not let us read"
    case .changed: "changed meanwhile"
    case .tooLarge: "8 GiB or more"
    case .name: "names that no snapshot has"
    }
  }
}

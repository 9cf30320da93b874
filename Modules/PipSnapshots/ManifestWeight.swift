internal import PipCache

/// How much memory the lines of a manifest take, roughly.
///
/// A reader has all of them at once, whoever wrote them: `docs/formats/snapshot-1.md` has the sum.
struct ManifestWeight {
  /// No manifest is heavier.
  static let limit = 43 << 20

  /// What each line of a file, and of an entry, weighs at least.
  static let file = 160
  static let entry = 480

  private static let text = 48
  /// Its path is there twice, as it is and without cases, and takes long to take apart.
  private static let wheel = 512
  private static let headers = 512

  /// A backslash: what is written with one has to be decoded.
  static let escape = UInt8(ascii: "\\")

  /// What this one may weigh.
  private let limit: Int
  private var sum = 0
  /// Most entries have headers that another has: those weigh once.
  private var sets: Set<[String: String]> = []

  /// Begins with nothing.
  init(limit: Int = Self.limit) {
    self.limit = limit
  }

  /// Whether it is more than a manifest may weigh.
  var isTooMuch: Bool { sum > limit }

  mutating func add(_ file: SnapshotFile) {
    sum += Self.file
    if let length = file.labelLength { sum += Self.text + length }
    if file.path.area == .wheels { sum += Self.wheel + 2 * file.path.text.utf8.count }
  }

  mutating func add(_ entry: ReportedEntry) {
    sum += Self.entry
    if let problem = entry.problem { sum += Self.text + problem.utf8.count }
    guard !entry.headers.isEmpty, sets.insert(entry.headers).inserted else { return }
    sum += Self.headers
    for value in entry.headers.values { sum += Self.text + value.utf8.count }
  }

  /// Adds a line that takes long to read: one with other members than are known, or with escapes.
  mutating func addSlow(_ length: Int) { sum += 2 * length }

  /// Returns the set of headers like these that was met first: the same takes no room twice.
  func shared(_ headers: [String: String]) -> [String: String] {
    sets.firstIndex(of: headers).map { sets[$0] } ?? headers
  }

  /// Tells whether a manifest weighs no more than one may.
  static func allows(_ manifest: SnapshotManifest, limit: Int = Self.limit) -> Bool {
    var weight = ManifestWeight(limit: limit)
    var line: [UInt8] = []
    for file in manifest.files {
      weight.add(file)
      guard file.hasEscapes else { continue }
      line.removeAll(keepingCapacity: true)
      file.appendLine(to: &line)
      weight.addSlow(line.count - 1)
    }
    for entry in manifest.reported { weight.add(entry) }
    return !weight.isTooMuch
  }
}

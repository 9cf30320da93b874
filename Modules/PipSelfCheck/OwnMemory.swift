internal import FoundationEssentials
internal import PipPackaging
internal import PipSystem
internal import PipVersionCheck

/// What swiftpip itself remembers about a subject: `docs/formats/self-check-state.md`.
struct OwnMemory: Sendable, Hashable {
  /// The `sys.prefix` of the environment, as a system text.
  var key: String
  /// The normalised name of the package.
  var package: String
  /// The answer, where it could not be put into the file that pip shares.
  var record: CheckRecord?
  /// The failures since the last answer.
  var failure: FailureRecord?
  /// The index that the last answer came from, credentials masked.
  var index: String?
  /// When a notice was last shown.
  var notifiedAt: Timestamp?
  /// What the pages said.
  var pages: [PageMemory] = []

  /// No memory is larger: a page takes some hundred bytes.
  static let sizeLimit = 1_048_576

  init(key: String, package: String) {
    self.key = key
    self.package = package
  }

  /// Reads a memory, or returns nil for what is none of this subject's.
  init?(_ bytes: [UInt8], key: String, package: String) {
    guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)),
      file.schema == File.currentSchema, file.key.utf8.elementsEqual(key.utf8),
      file.package == package
    else { return nil }
    self.key = key
    self.package = package
    if let text = file.checkedAt, let checkedAt = Timestamp(rfc3339: text),
      let latest = file.latest.flatMap({ Version($0) })
    {
      record = CheckRecord(checkedAt: checkedAt, latest: latest)
    }
    // Another reason is none of a failure: it would be told as if an index had said so.
    if let stored = file.failure, stored.count > 0,
      [.indexUnreachable, .noCandidate].contains(stored.reason),
      let failedAt = Timestamp(rfc3339: stored.at)
    {
      failure = FailureRecord(
        count: stored.count,
        failedAt: failedAt,
        reason: stored.reason,
        askedOf: stored.of ?? ""
      )
    }
    index = file.index
    notifiedAt = file.notifiedAt.flatMap { Timestamp(rfc3339: $0) }
    pages = file.pages
  }

  /// The memory as a file.
  func bytes() throws -> [UInt8] {
    let file = File(
      key: key,
      package: package,
      checkedAt: record?.checkedAt.rfc3339,
      latest: record?.latest.description,
      failure: failure.map {
        File.Failure(
          count: $0.count,
          at: $0.failedAt.rfc3339,
          reason: $0.reason,
          of: $0.askedOf
        )
      },
      index: index,
      notifiedAt: notifiedAt?.rfc3339,
      pages: pages
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(file))
  }

  private struct File: Codable {
    struct Failure: Codable {
      var count: Int
      var at: String
      var reason: CheckReason
      var of: String?
    }

    var schema = Self.currentSchema
    var key: String
    var package: String
    var checkedAt: String?
    var latest: String?
    var failure: Failure?
    var index: String?
    var notifiedAt: String?
    var pages: [PageMemory]

    static var currentSchema: Int { 1 }
  }
}

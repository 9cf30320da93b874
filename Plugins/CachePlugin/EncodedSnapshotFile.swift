internal import PipCache
internal import PipHashing
internal import PipSnapshots

/// A file of a snapshot as programs read it.
struct EncodedSnapshotFile: Encodable {
  let file: SnapshotFile

  private enum CodingKeys: String, CodingKey {
    case area
    case kind
    case name
    case version
    case filename
    case bytes
    case sha256
    case path
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(file.path.area.rawValue, forKey: .area)
    try container.encode(file.kind.rawValue, forKey: .kind)
    try container.encode(file.project, forKey: .name)
    try container.encode(file.version, forKey: .version)
    try container.encode(file.fileName, forKey: .filename)
    try container.encode(file.size, forKey: .bytes)
    try container.encode(file.digest.hexadecimal, forKey: .sha256)
    try container.encode(file.path.text, forKey: .path)
  }
}

/// An entry of a report as programs read it.
struct EncodedReportedEntry: Encodable {
  let entry: ReportedEntry

  private enum CodingKeys: String, CodingKey {
    case area
    case kind
    case label
    case projectLabel
    case bytes
    case problem
    case status
    case headers
    case sha256
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entry.area.rawValue, forKey: .area)
    try container.encode(entry.kind.rawValue, forKey: .kind)
    try container.encode(entry.label, forKey: .label)
    try container.encode(entry.projectLabel, forKey: .projectLabel)
    try container.encode(entry.size, forKey: .bytes)
    try container.encode(entry.problem, forKey: .problem)
    try container.encode(entry.status, forKey: .status)
    try container.encode(entry.headers, forKey: .headers)
    try container.encode(entry.digest?.hexadecimal, forKey: .sha256)
  }
}

extension SnapshotFile {
  /// What people know it by.
  var title: String {
    if let fileName { return fileName }
    guard let project else { return "-" }
    return version.map { "\(project) \($0)" } ?? project
  }
}

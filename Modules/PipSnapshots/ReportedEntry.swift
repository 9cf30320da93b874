package import PipCache
package import PipHashing

/// An entry of a cache as a report has it: where it is, and what it is called, is hidden.
package struct ReportedEntry: Sendable, Hashable {
  /// What stands for its path.
  package var label: String
  /// What stands for its project, where that is known: the same for all entries of it.
  package var projectLabel: String?
  /// The area that it is in.
  package var area: CacheArea
  /// What it is.
  package var kind: SnapshotFile.Kind
  /// Bytes in its content.
  package var size: Int64
  /// The code of what is wrong with it, nil where nothing is known to be.
  package var problem: String?
  /// The status of the response, where it is one.
  package var status: Int64?
  /// Headers of the response that say nothing of anybody.
  package var headers: [String: String]
  /// The SHA-256 of its content, if the public index has it: that names it, and tells of nobody.
  package var digest: Digest?

  /// Headers that say how a response is kept, and not which it is.
  static let told: Set<String> = [
    "accept-ranges", "cache-control", "content-encoding", "content-type", "vary",
  ]

  /// Creates an entry of which nothing is known but that it is there.
  package init(label: String, area: CacheArea, kind: SnapshotFile.Kind, size: Int64) {
    self.label = label
    self.area = area
    self.kind = kind
    self.size = size
    headers = [:]
  }
}

extension ReportedEntry {
  /// Adds its line of the manifest, with the line feed, behind some bytes.
  func appendLine(to bytes: inout [UInt8]) {
    var members: [String: CanonicalJSON] = [
      "area": .text(area.rawValue), "kind": .text(kind.rawValue), "label": .text(label),
      "size": .number(size),
    ]
    members["projectLabel"] = projectLabel.map(CanonicalJSON.text)
    members["problem"] = problem.map(CanonicalJSON.text)
    members["status"] = status.map(CanonicalJSON.number)
    if !headers.isEmpty { members["headers"] = .object(headers.mapValues(CanonicalJSON.text)) }
    members["sha256"] = (digest?.hexadecimal).map(CanonicalJSON.text)
    CanonicalJSON.object(members).append(to: &bytes)
    bytes.append(0x0A)
  }

  /// Reads a line; nil where it is none that the format has.
  init?(line: ArraySlice<UInt8>) {
    guard let members = CanonicalJSON(line)?.members,
      let label = members["label"]?.text, Self.isLabel(label),
      let area = members["area"]?.text.flatMap({ CacheArea(rawValue: $0) }),
      let kind = members["kind"]?.text.flatMap({ SnapshotFile.Kind(rawValue: $0) }),
      let size = members["size"]?.number
    else { return nil }
    self.init(label: label, area: area, kind: kind, size: size)
    let texts = ["projectLabel", "problem", "sha256"]
    guard texts.allSatisfy({ members[$0] == nil || members[$0]?.text != nil }) else { return nil }
    projectLabel = members["projectLabel"]?.text
    guard projectLabel.map(Self.isLabel) ?? true else { return nil }
    problem = members["problem"]?.text
    if let status = members["status"] {
      guard let number = status.number else { return nil }
      self.status = number
    }
    if let headers = members["headers"] {
      guard let texts = headers.members?.compactMapValues(\.text),
        texts.count == headers.members?.count,
        texts.values.allSatisfy({ $0.utf8.count <= HeaderWords.limit })
      else { return nil }
      self.headers = texts.filter { Self.told.contains($0.key) }
    }
    guard let sha256 = members["sha256"]?.text else { return }
    guard let digest = Digest(hexadecimal: sha256), digest.bytes.count == 32 else { return nil }
    self.digest = digest
  }

  private static func isLabel(_ text: String) -> Bool {
    text.utf8.count == 32 && text.utf8.allSatisfy { Hexadecimal.value(ofDigit: $0) != nil }
  }
}

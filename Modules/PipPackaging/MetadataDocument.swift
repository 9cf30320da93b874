/// Core metadata as JSON (PEP 566), as pip makes it of what Python's `importlib.metadata` reads
/// (`pip/_internal/metadata/_json.py`).
package struct MetadataDocument: Encodable, Sendable, Hashable {
  /// A value.
  package enum Value: Encodable, Sendable, Hashable {
    /// A text.
    case text(String)
    /// Some texts.
    case list([String])

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .list(let texts): try container.encode(texts)
      }
    }
  }

  /// The values, by their names.
  package private(set) var values: [String: Value] = [:]

  private static let single = [
    "metadata-version", "name", "version", "summary", "description", "description-content-type",
    "keywords", "home-page", "download-url", "author", "author-email", "maintainer",
    "maintainer-email", "license", "license-expression", "requires-python",
  ]

  private static let multiple = [
    "dynamic", "platform", "supported-platform", "license-file", "classifier", "requires-dist",
    "requires-external", "project-url", "provides-extra", "provides-dist", "obsoletes-dist",
  ]

  /// Makes a document of a file METADATA or PKG-INFO.
  package init(_ metadata: MetadataHeaders) {
    for name in Self.single {
      guard let header = metadata.headers.first(where: { $0.name == name }) else { continue }
      let text = Self.dedented(header.writtenValue)
      values[Self.key(name)] = name == "keywords" ? .list(Self.keywords(text)) : .text(text)
    }
    for name in Self.multiple {
      let texts = metadata.headers.filter { $0.name == name }.map { Self.dedented($0.writtenValue) }
      if !texts.isEmpty { values[Self.key(name)] = .list(texts) }
    }
    if !metadata.body.isEmpty {
      values["description"] = .text(Self.withPlainLineEnds(metadata.body))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    try values.encode(to: encoder)
  }

  private static func key(_ name: String) -> String { name.replacing("-", with: "_") }

  /// They stand between commas, or between blanks.
  private static func keywords(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    let parts =
      bytes.contains(UInt8(ascii: ","))
      ? bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      : bytes.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
    return parts.map { String(decoding: PythonWhitespace.trimming($0), as: UTF8.self) }
  }

  /// Returns a value of several lines without what is before all of them, where eight blanks stand for what
  /// was taken from before the first.
  private static func dedented(_ text: String) -> String {
    guard text.utf8.contains(0x0A) else { return text }
    let lines = "        \(text)".split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in line.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? "" : line }
    let margins = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " || $0 == "\t" } }
    guard var margin = margins.first else { return lines.joined(separator: "\n") }
    for other in margins { margin = margin.prefix(zip(margin, other).prefix { $0 == $1 }.count) }
    return lines.map { $0.dropFirst($0.isEmpty ? 0 : margin.count) }.joined(separator: "\n")
  }

  private static func withPlainLineEnds(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(0x0D) else { return String(decoding: bytes, as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var wasReturn = false
    for byte in bytes {
      if byte == 0x0A, wasReturn {
        wasReturn = false
        continue
      }
      wasReturn = byte == 0x0D
      plain.append(wasReturn ? 0x0A : byte)
    }
    return String(decoding: plain, as: UTF8.self)
  }
}

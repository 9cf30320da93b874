internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The answer of `swiftpip cache list`.
struct CacheListReport: Report {
  struct Result: Encodable, Sendable {
    let directory: FilePath
    let entries: [CacheEntry]

    private enum CodingKeys: String, CodingKey {
      case entries
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      let entries = LongList(entries) { EncodedEntry(entry: $0, directory: directory) }
      try container.encode(entries, forKey: .entries)
    }
  }

  /// An entry as programs read it: `docs/formats/json-output-1.md`.
  private struct EncodedEntry: Encodable {
    let entry: CacheEntry
    let directory: FilePath

    private enum CodingKeys: String, CodingKey {
      case area
      case kind
      case name
      case version
      case filename
      case filenameIsGuessed
      case bytes
      case storedAt
      case lastUsedAt
      case path
      case pathBytes
    }

    func encode(to encoder: any Encoder) throws {
      let identity = entry.identity
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(entry.area.rawValue, forKey: .area)
      try container.encode(identity.kind.rawValue, forKey: .kind)
      try container.encode(identity.project, forKey: .name)
      try container.encode(identity.version, forKey: .version)
      try container.encode(identity.fileName, forKey: .filename)
      try container.encode(identity.isFileNameGuessed, forKey: .filenameIsGuessed)
      try container.encode(entry.bytes, forKey: .bytes)
      try container.encode(entry.storedAt.rfc3339, forKey: .storedAt)
      try container.encode(entry.lastUsedAt.rfc3339, forKey: .lastUsedAt)
      try container.encodePath(
        entry.place.path(in: directory).systemText,
        forKey: .path,
        bytesKey: .pathBytes
      )
    }
  }

  let directory: FilePath
  let entries: [CacheEntry]
  /// As for pip: sorted, and nothing where there is nothing.
  let showsOnlyPaths: Bool
  let diagnostics: [Diagnostic]

  var result: Result { Result(directory: directory, entries: entries) }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard !showsOnlyPaths else {
      for path in entries.map({ $0.place.path(in: directory).systemText }).sorted() {
        page.line(path)
      }
      return
    }
    guard !entries.isEmpty else { return page.line("no entries") }
    page.table(entries.map(row), numbers: [3])
  }

  private func row(_ entry: CacheEntry) -> [Page.Span] {
    let identity = entry.identity
    let file = identity.fileName.map { identity.isFileNameGuessed ? "~\($0)" : $0 }
    return [
      Page.Span(identity.kind.rawValue, .faint),
      Page.Span(identity.project ?? "-", .strong),
      Page.Span(identity.version ?? "-"),
      Page.Span(ByteCount(entry.bytes).description),
      Page.Span(file ?? entry.place.nameText),
    ]
  }
}

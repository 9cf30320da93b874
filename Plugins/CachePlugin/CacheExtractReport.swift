internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The answer of `swiftpip cache extract`.
struct CacheExtractReport: Report {
  struct Result: Encodable, Sendable {
    let report: CacheExtractReport

    private enum CodingKeys: String, CodingKey {
      case directory
      case directoryBytes
      case files
      case left
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(
        report.directory.systemText,
        forKey: .directory,
        bytesKey: .directoryBytes
      )
      let files = report.files.map { EncodedFile(file: $0, cacheDirectory: report.cacheDirectory) }
      try container.encode(files.filter { $0.why == nil }, forKey: .files)
      try container.encode(files.filter { $0.why != nil }, forKey: .left)
    }
  }

  private struct EncodedFile: Encodable {
    let file: Wheelhouse.File
    let cacheDirectory: FilePath

    var why: String? { file.outcome.words }

    private enum CodingKeys: String, CodingKey {
      case filename
      case filenameIsGuessed
      case bytes
      case source
      case sourceBytes
      case title
      case why
    }

    func encode(to encoder: any Encoder) throws {
      let identity = file.entry.identity
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(
        file.entry.place.path(in: cacheDirectory).systemText,
        forKey: .source,
        bytesKey: .sourceBytes
      )
      if let why {
        try container.encode(identity.title, forKey: .title)
        try container.encode(why, forKey: .why)
      } else {
        try container.encode(identity.fileName, forKey: .filename)
        try container.encode(identity.isFileNameGuessed, forKey: .filenameIsGuessed)
        try container.encode(file.entry.bytes, forKey: .bytes)
      }
    }
  }

  let directory: FilePath
  let cacheDirectory: FilePath
  let files: [Wheelhouse.File]
  /// Whether the system refused to show what may be one of them.
  let isPartial: Bool
  let diagnostics: [Diagnostic]

  var result: Result { Result(report: self) }

  private var there: [Wheelhouse.File] { files.filter { $0.outcome == .there } }

  var exitStatus: ExitStatus {
    there.count == files.count && !isPartial ? .success : .failure
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard !files.isEmpty else { return page.line("no wheels and no sdists") }
    if verbosity > .normal {
      page.table(
        there.map { [Page.Span("  \(ByteCount($0.entry.bytes))"), name($0)] },
        numbers: [0]
      )
    }
    for file in files {
      guard let why = file.outcome.words else { continue }
      page.line(Page.Span("left ", .bad), name(file), Page.Span(": \(why)"))
    }
    let bytes = there.reduce(Int64(0)) { $0 + $1.entry.bytes }
    let count = there.count == 1 ? "1 file" : "\(there.count) files"
    page.line("\(count), \(ByteCount(bytes)), in \(directory.systemText)")
    guard !there.isEmpty else { return }
    let word = ShellWord(directory.systemText)
    page.line(
      Page.Span("to install from it: pip install --no-index --find-links \(word) NAME", .faint)
    )
  }

  private func name(_ file: Wheelhouse.File) -> Page.Span {
    Page.Span(file.entry.identity.title ?? file.entry.place.path(in: cacheDirectory).systemText)
  }
}

extension Wheelhouse.Outcome {
  /// Why a file is not in the folder; nil where it is.
  var words: String? {
    switch self {
    case .there: nil
    case .taken: "another file has its name"
    case .nameless: "nobody knows what it would be called"
    case .damaged(let problem): problem.words
    case .changed: "it went or changed meanwhile"
    case .failed(let failure): failure.reason
    }
  }
}

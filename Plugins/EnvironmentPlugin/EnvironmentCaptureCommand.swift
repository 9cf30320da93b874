internal import ArgumentParser
internal import PipArchives
internal import PipCaptures
internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipHashing
internal import PipPackaging
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// Packs an environment into one file: `swiftpip env capture`.
struct EnvironmentCaptureCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Packs an environment into one file from which it can live again, offline.",
    discussion: """
      For every distribution the very wheel goes in that it came from, found on this machine by what \
      its RECORD says, with "--fetch" also at the index; where there is none, one that is made of the \
      installed files. The same \
      environment gives the same identity, wherever it is. "env restore" makes it alive again; so do \
      "tar xf" and "pip install --no-index --find-links wheels -r requirements.txt".
      """
  )

  static var pipSections: [String] { ["install"] }

  @Argument(
    help: ArgumentHelp("Where to write it; \"-\" is standard output.", valueName: "file"),
    completion: .file()
  )
  var file: String

  @Flag(name: .customLong("fetch"), help: "Ask the index for wheels that are nowhere here.")
  var isFetching = false

  @Flag(
    name: .customLong("include-modified"),
    help: "Take distributions as they are of which files were changed."
  )
  var includesModified = false

  @Flag(name: .customLong("compress"), help: "Compress it: wheels are compressed mostly.")
  var isCompressed = false

  @OptionGroup(title: "Global options") var global: GlobalOptions
  @OptionGroup(title: "Index options") var index: IndexOptions

  var pipOptions: [PipOption] { index.pipOptions }

  var answersOnStandardError: Bool { file == "-" || global.format == .human }

  func validate() throws {
    guard !file.isEmpty else { throw ValidationError("a file has a name") }
  }

  func run(in context: Context) async throws -> EnvironmentCaptureReport {
    try seeThatWritable(in: context)
    let access = try await EnvironmentAccess.begin(in: context)
    let fetch = isFetching ? try await WheelFetch.begin(for: access, in: context) : nil
    let (search, diagnostics) = try await access.wheels(in: context)
    let capture = try await EnvironmentCapture(
      EnvironmentCapture.Request(
        access.facts,
        try await access.environment.distributions(),
        from: search,
        includingModified: includesModified,
        fetching: fetch?.wheel,
        by: .thisProgram
      ),
      tell: context.listener("looking for wheels", unit: "distributions")
    )
    let compression: ArchiveCompression = isCompressed ? .zstd(level: 1, workers: 2) : .none
    let time = try SourceDate.seconds(in: context.surroundings.environment)
    let bytes: Int64?
    do throws(CapturesError) {
      bytes =
        file == "-"
        ? try capture.write(compression, time: time, to: StandardOutput())
        : try capture.publish(
          at: FilePath(systemText: file),
          compression,
          time: time,
          now: context.clock()
        )
    } catch {
      // Who reads no further knows it.
      guard case .notWritten(let failure) = error, failure.errno == .brokenPipe else { throw error }
      bytes = nil
    }
    return EnvironmentCaptureReport(
      file: file,
      bytes: bytes,
      manifest: capture.manifest,
      count: capture.description.distributions.count,
      diagnostics: diagnostics + (fetch?.failures ?? []) + self.diagnostics(capture)
    )
  }

  /// Sees before all work that there is a place for the file.
  private func seeThatWritable(in context: Context) throws {
    guard file != "-" else {
      guard !context.isStandardOutputTerminal else { throw CapturePlace.terminal }
      return
    }
    let path = FilePath(systemText: file)
    // What is there and no file is not ours to replace: a device, a pipe, a folder, a link to one.
    if let status = try? path.status(following: .nothing), status.kind != .regular {
      throw CapturePlace.noFile(path)
    }
  }

  private func diagnostics(_ capture: EnvironmentCapture) -> [Diagnostic] {
    let modified = capture.modified.sorted { $0.key < $1.key }.map { name, files in
      Diagnostic(
        .warning,
        code: "capture.modified",
        message: "\(name) goes in as it is: files were changed after it was installed",
        causes: files
      )
    }
    let rebuilt = capture.manifest.wheels.filter { $0.source == .rebuilt }
      .compactMap { $0.wheel?.name.normalized }
      .filter { capture.modified[$0] == nil }
    guard !rebuilt.isEmpty else { return modified }
    return modified + [
      Diagnostic(
        .warning,
        code: "capture.rebuilt",
        message: "made of installed files, for the wheel is nowhere on this machine"
          + (isFetching ? ", nor at an index: " : ": ") + rebuilt.joined(separator: ", ")
      )
    ]
  }
}

/// The answer of `swiftpip env capture`.
struct EnvironmentCaptureReport: Report {
  struct Result: Encodable, Sendable {
    let file: String
    let bytes: Int64
    let identity: String
    let distributions: Int
    let wheels: [String: Int]
    let omitted: [String: EncodedOmission]
    let removed: [String: Int64]
  }

  let file: String
  /// Bytes that were written; nil where the reader of standard output went away.
  let bytes: Int64?
  let manifest: CaptureManifest
  let count: Int
  let diagnostics: [Diagnostic]

  private var origins: [WheelOrigin: Int] {
    Dictionary(
      manifest.wheels.compactMap { file in file.source.map { ($0, 1) } },
      uniquingKeysWith: +
    )
  }

  var result: Result {
    Result(
      file: file,
      bytes: bytes ?? 0,
      identity: manifest.identity.hexadecimal,
      distributions: count,
      wheels: Dictionary(uniqueKeysWithValues: origins.map { ($0.key.rawValue, $0.value) }),
      omitted: manifest.omitted.mapValues(EncodedOmission.init),
      removed: manifest.removed
    )
  }

  var exitStatus: ExitStatus { bytes == nil ? .failure : .success }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard let bytes else { return }
    let place = file == "-" ? "" : " in \(file)"
    page.line("captured \(count.distributions)\(place) (\(ByteCount(bytes)))")
    var pairs: [(name: String, value: String)] = [("identity", manifest.identity.hexadecimal)]
    let wheels = WheelOrigin.allCases.compactMap { origin in
      origins[origin].map { "\($0) \(origin.words)" }
    }
    if !wheels.isEmpty { pairs.append(("wheels", wheels.joined(separator: ", "))) }
    for (name, omission) in manifest.omitted.sorted(by: { $0.key < $1.key }) {
      let commit = omission.commit.map { " at \($0)" } ?? ""
      pairs.append(("left out", "\(name) \(omission.version), \(omission.reason)\(commit)"))
    }
    for (name, count) in manifest.removed.sorted(by: { $0.key < $1.key }) {
      pairs.append(("taken out", "\(count) \(name)"))
    }
    page.list(pairs)
  }
}

/// Why a captured environment cannot be written where it was to be.
private enum CapturePlace: Error, Explainable {
  /// Standard output is a terminal.
  case terminal
  /// There is something, and it is no file.
  case noFile(FilePath)

  var diagnostic: Diagnostic {
    switch self {
    case .terminal:
      Diagnostic(
        .error,
        code: "capture.terminal",
        message: "a captured environment is nothing to be read on a terminal",
        hint: "name a file, or a program behind \"|\""
      )
    case .noFile(let path):
      Diagnostic(
        .error,
        code: "capture.no-file",
        message: "\(path.systemText) is there and is no file: it is not replaced",
        hint: "name a file, or write to standard output with \"-\""
      )
    }
  }
}

extension Int {
  /// So many distributions, in words.
  var distributions: String { self == 1 ? "1 distribution" : "\(self) distributions" }
}

/// A distribution that stays out, as answers have it.
struct EncodedOmission: Encodable, Sendable {
  let reason: String
  let version: String
  let commit: String?

  init(_ omission: CaptureManifest.Omission) {
    (reason, version, commit) = (omission.reason, omission.version, omission.commit)
  }
}

extension WheelOrigin {
  /// Where wheels were found, behind their number.
  var words: String {
    switch self {
    case .httpV2: "downloaded by pip"
    case .http: "downloaded by an earlier pip"
    case .wheels: "built by pip"
    case .unpacked: "unpacked before"
    case .ensurepip: "with the interpreter"
    case .findLinks: "in folders"
    case .index: "at an index"
    case .rebuilt: "made of installed files"
    }
  }
}

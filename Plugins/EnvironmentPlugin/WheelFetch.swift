internal import PipArchives
internal import PipCache
internal import PipCaptures
internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipFiles
internal import PipHashing
internal import PipIndex
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import Synchronization
internal import SystemPackage

/// Asks indexes for wheels that are nowhere on this machine.
final class WheelFetch: Sendable {
  private let client: IndexClient
  private let tags: SupportedTags
  /// Where the bytes of wheels are, as long as they are needed.
  private let folder: FilePath
  private let told = Mutex<[Diagnostic]>([])

  /// How long the wait for one page or one wheel may be: a server that says nothing is given up earlier.
  private static let patience = Duration.seconds(3600)

  /// So many wheels of one distribution are looked at.
  private static let mostWheels = 4

  init(_ client: IndexClient, fitting tags: SupportedTags, through folder: FilePath) {
    (self.client, self.tags, self.folder) = (client, tags, folder)
  }

  /// Finds out whom to ask.
  ///
  /// - Throws: `NobodyToAsk`, mistakes in settings, and a Python that cannot be asked.
  static func begin(
    for access: EnvironmentAccess,
    in context: Context
  ) async throws -> WheelFetch {
    guard !context.isOffline else { throw NobodyToAsk(reason: "--offline was said") }
    let sources = try await access.sources(in: context)
    guard !sources.isEmpty else {
      let said = sources.problems.first?.diagnostic.message
      throw NobodyToAsk(
        reason: said ?? "no setting names one, and there is no pip that has one built in"
      )
    }
    guard let tags = access.facts.supportedTags else {
      throw EnvironmentsError.unintelligible(access.environment.location.executable)
    }
    return WheelFetch(
      IndexClient(sources, version: SwiftpipVersion.text),
      fitting: tags,
      through: folder(access, in: context)
    )
  }

  /// Where bytes are put: beside the cache's, for what is for short-lived files may be memory.
  private static func folder(_ access: EnvironmentAccess, in context: Context) -> FilePath {
    let cache = access.settings.cacheDirectory.directory
    let own = cache?.appending("swiftpip")
    if let own, (try? own.status().kind) == .directory { return own }
    return TemporaryFolder.parent(in: context.surroundings.environment)
  }

  /// Why something was not had, each said once.
  var failures: [Diagnostic] {
    told.withLock { $0.map { $0.with(severity: .warning) } }
  }

  /// Finds the wheel that a distribution came from.
  ///
  /// - Parameters:
  ///   - distribution: the distribution.
  ///   - isIt: tells whether a wheel is the one.
  /// - Returns: the wheel; nil where no index has it.
  func wheel(
    of distribution: InstalledDistribution,
    _ isIt: @Sendable (WheelSearch.Candidate) -> Bool
  ) async -> WheelSearch.Candidate? {
    let deadline = ContinuousClock.now + Self.patience
    let (files, failures) = await client.files(of: distribution.name, deadline: deadline)
    for failure in failures { tell(failure.diagnostic) }
    let limit = Self.mostBytes(of: distribution)
    for (file, name) in candidates(files, for: distribution).prefix(Self.mostWheels) {
      do {
        guard let candidate = try await download(file, name, limit: limit) else { continue }
        if isIt(candidate) { return candidate }
      } catch let failure as any Explainable {
        tell(failure.diagnostic)
      } catch {
        return nil
      }
    }
    return nil
  }

  private func tell(_ diagnostic: Diagnostic) {
    told.withLock { told in
      if !told.contains(diagnostic) { told.append(diagnostic) }
    }
  }

  /// Returns the wheels that a distribution may have come from: first those with the very tags that it says,
  /// then others that fit, the best first.
  private func candidates(
    _ files: [IndexFile],
    for distribution: InstalledDistribution
  ) -> [(file: IndexFile, name: WheelFileName)] {
    let written = distribution.content(of: "WHEEL").flatMap { WheelMetadata($0) }?.tags ?? []
    let own = Set(written.compactMap { WheelFileName("x-0-\($0).whl") }.flatMap(\.tags))
    let digest = distribution.directURL?.sha256
    let fitting = files.compactMap { file -> (file: IndexFile, name: WheelFileName, rank: Int)? in
      guard let name = WheelFileName(file.fileName), name.name == distribution.name,
        name.version == distribution.version
      else { return nil }
      if let digest, let said = file.hashes["sha256"], said != digest { return nil }
      if Set(name.tags) == own { return (file, name, -1) }
      return tags.rank(of: name).map { (file, name, $0) }
    }
    // Of equal ones that of the earlier source comes first.
    return fitting.enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map { ($0.element.file, $0.element.name) }
  }

  /// Returns a wheel as it came; nil where there is none any more.
  private func download(
    _ file: IndexFile,
    _ name: WheelFileName,
    limit: Int
  ) async throws -> WheelSearch.Candidate? {
    guard let url = IndexURL(file.url) else { return nil }
    let candidate: WheelSearch.Candidate
    if let path = url.filePath {
      candidate = WheelSearch.Candidate(name, from: .index, at: path)
    } else {
      let downloaded = DownloadedFile(in: folder)
      let isThere = try await client.file(
        at: url,
        into: downloaded,
        limit: min(limit, file.size.map { Int($0) } ?? limit),
        deadline: ContinuousClock.now + Self.patience
      )
      guard isThere else { return nil }
      candidate = WheelSearch.Candidate(name, from: .index, downloaded.range)
    }
    for (text, said) in file.hashes {
      guard let algorithm = HashAlgorithm(rawValue: text) else { continue }
      guard try candidate.open().digest(algorithm)?.hexadecimal == said else {
        throw OtherContent(place: url.masked)
      }
    }
    return candidate
  }

  /// Returns how many bytes the wheel of a distribution can have: no archive is much larger than what is in it.
  private static func mostBytes(of distribution: InstalledDistribution) -> Int {
    let record = distribution.content(of: "RECORD").flatMap { RecordFile($0) }
    let sizes = record?.rows.compactMap(\.size) ?? []
    let sum = sizes.reduce(Int64(0)) { $0.addingReportingOverflow(max($1, 0)).partialValue }
    let headers = Int64(record?.rows.count ?? 0) * 1024
    return Int(min(max(sum, 0), 1 << 40)) + Int(min(headers, 1 << 30)) + (1 << 20)
  }
}

/// A file that is written as it comes, and has no name.
private final class DownloadedFile: FileReceiver {
  private let folder: FilePath
  private let state = Mutex(State())

  private struct State: ~Copyable {
    var file: OwnedDescriptor?
    var count: Int64 = 0
  }

  /// Creates a file of nothing, of which the bytes are to be in a folder.
  init(in folder: FilePath) {
    self.folder = folder
  }

  func begin() throws(SystemFailure) {
    try state.withLock { state throws(SystemFailure) in
      state = State(file: try NamelessFile.make(in: folder))
    }
  }

  func take(_ bytes: [UInt8]) throws(SystemFailure) {
    try state.withLock { state throws(SystemFailure) in
      try state.file?.write(bytes, at: state.count)
      state.count += Int64(bytes.count)
    }
  }

  /// Returns what was taken.
  @Sendable func range() throws(ArchivesError) -> FileRange {
    do throws(SystemFailure) {
      return try state.withLock { state throws(SystemFailure) in
        guard let file = try state.file?.duplicate() else {
          throw SystemFailure("open", folder, .noSuchFileOrDirectory)
        }
        return try FileRange(file)
      }
    } catch {
      throw .unreadable(error)
    }
  }
}

/// There is no index that may be asked.
private struct NobodyToAsk: Error, Explainable {
  let reason: String

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "capture.nobody-to-ask",
      message: "there is no index to ask for wheels",
      causes: [reason],
      hint: "name one with --index-url, or do not say --fetch"
    )
  }
}

/// A server has sent something else than it has said.
private struct OtherContent: Error, Explainable {
  let place: String

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "capture.other-content",
      message: "\(place) has another digest than its index says, and is not taken"
    )
  }
}

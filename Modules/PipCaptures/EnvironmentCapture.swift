package import PipArchives
package import PipCache
package import PipEnvironments
internal import PipFiles
internal import PipHashing
internal import PipInstaller
internal import PipPackaging
package import PipSnapshots
package import PipSystem
package import SystemPackage

/// What goes into the file of an environment: for every distribution the wheel that it came from.
package struct EnvironmentCapture: Sendable {
  /// What is asked for.
  package struct Request: Sendable {
    /// What the interpreter says of itself.
    package var facts: InterpreterFacts
    /// What is installed.
    package var distributions: [InstalledDistribution]
    /// Where wheels are.
    package var search: WheelSearch
    /// Whether distributions go in of which files were changed: as they are.
    package var includesModified: Bool
    /// Looks elsewhere for wheels that are nowhere here; nil where nobody is asked.
    package var fetch: Fetch?
    /// What makes it.
    package var maker: SnapshotManifest.Maker

    /// Creates a request.
    package init(
      _ facts: InterpreterFacts,
      _ distributions: [InstalledDistribution],
      from search: WheelSearch,
      includingModified includesModified: Bool,
      fetching fetch: Fetch? = nil,
      by maker: SnapshotManifest.Maker
    ) {
      self.facts = facts
      self.distributions = distributions
      self.search = search
      self.includesModified = includesModified
      self.fetch = fetch
      self.maker = maker
    }
  }

  /// Looks for the wheel that a distribution came from.
  ///
  /// It is given the distribution, and what tells whether a wheel is the one; it returns that, nil where there
  /// is none.
  package typealias Fetch =
    @Sendable (
      InstalledDistribution,
      @Sendable (WheelSearch.Candidate) -> Bool
    ) async -> WheelSearch.Candidate?

  /// What is said of what is in it.
  package let manifest: CaptureManifest

  /// What the environment is.
  package let description: EnvironmentDescription

  /// Distributions, by name, of which files are not what their RECORD says, and the files.
  package let modified: [String: [String]]

  private let contents: [CapturedFile.Path: CapturedContent]

  /// Finds the wheels.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - tell: is told how many distributions are done.
  /// - Throws: `CapturesError` where there are distributions that no wheel is there of.
  package init(
    _ request: Request,
    tell: ScanProgress.Listener? = nil
  ) async throws(CapturesError) {
    guard let scheme = request.facts.installScheme else {
      throw .description("the interpreter does not say where distributions are installed")
    }
    var found: [Found] = []
    await WorkQueue(request.distributions).sum(
      workers: ProcessFacts.processorCount,
      from: [Found](),
      tell: tell,
      { found, distribution in
        found.append(Found(distribution, in: scheme, request))
      },
      combine: { found += $0 }
    )
    if let fetch = request.fetch { found = await Self.fetched(found, in: scheme, request, fetch) }
    found.sort { $0.distribution.name < $1.distribution.name }
    var omitted: [String: CaptureManifest.Omission] = [:]
    var missing: [String: String] = [:]
    var removed: [String: Int64] = [:]
    var described: [EnvironmentDescription.Distribution] = []
    var files: [CapturedFile] = []
    var contents: [CapturedFile.Path: CapturedContent] = [:]
    var modified: [String: [String]] = [:]
    for item in found {
      let name = item.distribution.name.normalized
      if !item.changed.isEmpty { modified[name] = item.changed }
      switch item.outcome {
      case .omitted(let omission): omitted[name] = omission
      case .missing(let reason): missing[name] = reason
      case .wheel(let file, let content, let digest):
        files.append(file)
        contents[file.path] = content
        for (secret, count) in item.removed { removed[secret.rawValue, default: 0] += count }
        described.append(item.described(file, digest))
      }
    }
    guard missing.isEmpty else { throw .noWheels(missing) }
    description = EnvironmentDescription(
      interpreter: EnvironmentDescription.Interpreter(request.facts),
      distributions: described
    )
    let texts: [(CapturedFile.Path, [UInt8])] = [
      (.description, description.bytes), (.lock, CaptureTexts.lock(description, files)),
      (.requirements, CaptureTexts.requirements(description, files)),
    ]
    for (path, bytes) in texts {
      contents[path] = .bytes(bytes)
      files.append(
        CapturedFile(
          path,
          size: Int64(bytes.count),
          digest: HashAlgorithm.sha256.digest(of: bytes)
        )
      )
    }
    manifest = CaptureManifest(
      files,
      omitted: omitted,
      removed: removed,
      maker: request.maker,
      identity: description.identity
    )
    self.contents = contents
    self.modified = modified
  }

  /// So many wheels are asked for at once.
  private static let simultaneousFetches = 4

  /// Looks elsewhere for what is nowhere here; what is not there either is made of the installed files.
  private static func fetched(
    _ found: [Found],
    in scheme: InstallScheme,
    _ request: Request,
    _ fetch: @escaping Fetch
  ) async -> [Found] {
    await withTaskGroup(of: Found.self) { group in
      var done = found.filter { !$0.isNowhere }
      for (number, item) in found.filter(\.isNowhere).enumerated() {
        if number >= simultaneousFetches, let next = await group.next() { done.append(next) }
        group.addTask {
          let candidate = await fetch(item.distribution) { candidate in
            let scheme = request.facts.installScheme(holding: item.distribution) ?? scheme
            guard let files = InstalledFiles(of: item.distribution, in: scheme) else {
              return false
            }
            return WheelSearch([candidate]).find(files, in: scheme) != nil
          }
          var request = request
          request.search = WheelSearch(candidate.map { [$0] } ?? [])
          request.fetch = nil
          return Found(item.distribution, in: scheme, request)
        }
      }
      for await next in group { done.append(next) }
      return done
    }
  }

  /// Writes it.
  ///
  /// - Parameters:
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - file: the file or pipe.
  /// - Returns: how many bytes were written.
  /// - Throws: `CapturesError`.
  package func write(
    _ compression: ArchiveCompression,
    time: Int64,
    to file: any ByteSink
  ) throws(CapturesError) -> Int64 {
    try CaptureWriter.write(manifest, contents, compression, time: time, to: file)
  }

  /// Writes it as a file, which has its name only when it is whole.
  ///
  /// - Parameters:
  ///   - path: the file; another of its name is replaced.
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - now: the time.
  /// - Returns: how many bytes it has.
  /// - Throws: `CapturesError`; what had the name is still there.
  package func publish(
    at path: FilePath,
    _ compression: ArchiveCompression,
    time: Int64,
    now: Timestamp
  ) throws(CapturesError) -> Int64 {
    let name = path.lastSystemText
    FileDraft.removeLeftovers(
      in: path.removingLastComponent().orCurrent,
      olderThan: DeadEntries.grace,
      now: now
    ) { $0 == name }
    let file: DraftSink
    do throws(SystemFailure) {
      file = try DraftSink(
        try FileDraft.begin(for: path, permissions: .ofFiles)
      )
    } catch {
      throw .notWritten(error)
    }
    defer { Interruption.removesNothing() }
    let bytes: Int64
    do throws(CapturesError) {
      bytes = try write(compression, time: time, to: file)
    } catch {
      file.discard()
      throw error
    }
    do throws(SystemFailure) {
      try file.publish()
    } catch {
      throw .notWritten(error)
    }
    return bytes
  }
}

/// A distribution and what becomes of it.
private struct Found: Sendable {
  enum Outcome: Sendable {
    case wheel(CapturedFile, CapturedContent, Digest)
    case omitted(CaptureManifest.Omission)
    case missing(String)
  }

  let distribution: InstalledDistribution
  let outcome: Outcome
  /// The files that are not what RECORD says.
  let changed: [String]
  /// Whether it is to be looked for elsewhere.
  private(set) var isNowhere = false
  /// Where it came from, without what is not for everybody.
  let directURL: DirectURL?
  let removed: [DirectURL.Secret: Int64]

  init(
    _ distribution: InstalledDistribution,
    in scheme: InstallScheme,
    _ request: EnvironmentCapture.Request
  ) {
    self.distribution = distribution
    var removed: [DirectURL.Secret: Int64] = [:]
    let origin = distribution.directURL
    if let use = distribution.folderUse(by: origin) {
      (directURL, changed) = (nil, [])
      self.removed = [:]
      let project = distribution.linkedProject ?? origin?.localPath.map { FilePath(systemText: $0) }
      outcome = .omitted(
        CaptureManifest.Omission(
          reason: use.rawValue,
          version: distribution.shownVersion,
          commit: project.flatMap { GitWorkingCopy(around: $0)?.commit }
        )
      )
      return
    }
    directURL = origin?.redacted { removed[$0, default: 0] += 1 }
    self.removed = removed
    let own = scheme
    let scheme = request.facts.installScheme(holding: distribution) ?? own
    guard let files = InstalledFiles(of: distribution, in: scheme) else {
      changed = []
      // What is not where distributions are installed is used where it is, whoever named its folder.
      outcome =
        own.holds(distribution)
        ? .missing("it has no RECORD, so its files are not known: install it anew")
        : .omitted(CaptureManifest.Omission(reason: "local", version: distribution.shownVersion))
      return
    }
    changed = files.changed
    if !changed.isEmpty, !request.includesModified {
      let more = changed.count > 1 ? " and \(changed.count - 1) more" : ""
      outcome = .missing(
        "\(changed[0])\(more) was changed after it was installed (--include-modified takes it)"
      )
      return
    }
    if changed.isEmpty {
      if let found = request.search.find(files, in: scheme) {
        outcome = .wheel(found.file, .file(found.candidate.open), found.content)
        return
      }
      guard request.fetch == nil else {
        outcome = .missing("its wheel is nowhere")
        isNowhere = true
        return
      }
    }
    do throws(RebuiltWheel.Failure) {
      let rebuilt = try RebuiltWheel(of: files, in: scheme, including: Set(changed))
      outcome = .wheel(
        CapturedFile(
          .wheel(rebuilt.name),
          size: rebuilt.recipe.size,
          digest: rebuilt.recipe.digest,
          source: .rebuilt
        ),
        .recipe(rebuilt.recipe),
        rebuilt.contentDigest
      )
    } catch {
      outcome = .missing("its wheel is nowhere, and cannot be made anew: \(error.reason)")
    }
  }

  /// What is said of it in the description.
  func described(
    _ file: CapturedFile,
    _ content: Digest
  ) -> EnvironmentDescription.Distribution {
    EnvironmentDescription.Distribution(
      name: distribution.writtenName,
      version: distribution.writtenVersion,
      wheel: file.wheel?.fileName ?? "",
      content: content.hexadecimal,
      installer: distribution.installer,
      requested: distribution.isRequested,
      directURL: directURL,
      requiresPython: distribution.headers["requires-python"]
    )
  }
}

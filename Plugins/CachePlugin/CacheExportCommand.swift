internal import ArgumentParser
internal import PipArchives
internal import PipCache
internal import PipConfiguration
internal import PipDiagnostics
internal import PipFiles
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// Packs what is in the cache into one file: `swiftpip cache export`.
struct CacheExportCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Packs what is in pip's cache into one file that can be verified.",
    discussion: """
      Without options only what a public index has goes in: "--redact internal" takes everything but \
      what holds credentials, "--redact exact" everything as it is. The same content gives the same \
      file. "tar xf" unpacks it; "cache import" verifies it first.
      """
  )

  @Argument(
    help: ArgumentHelp("Where to write it; \"-\" is standard output.", valueName: "file"),
    completion: .file()
  )
  var file: String

  @Option(
    name: .customLong("redact"),
    help: "How much may be seen: report, public, internal or exact (default: public)."
  )
  var chosenLevel: LevelArgument?

  @Flag(
    name: .customLong("for-bug-report"),
    help: "A report, with what \"doctor\" finds: names are hidden, and no content is in it."
  )
  var isForBugReport = false

  @Flag(
    name: .customLong("allow-secrets"),
    help: "Pack passwords and tokens too, where \"--redact exact\" asks for it."
  )
  var allowsSecrets = false

  @Option(
    name: .customLong("public-index"),
    help: ArgumentHelp(
      "Which index is public (default: the setting, else the one pip has built in).",
      valueName: "url"
    )
  )
  var publicIndex: String?

  @OptionGroup var area: AreaOptions

  @Option(
    name: .customLong("package"),
    help: ArgumentHelp("Only what is called so (repeatable).", valueName: "pattern")
  )
  var packages: [String] = []

  @OptionGroup var packing: PackingOptions

  @OptionGroup(title: "Global options") var global: GlobalOptions

  private var level: SnapshotManifest.Level {
    isForBugReport ? .report : chosenLevel?.level ?? .public
  }

  var answersOnStandardError: Bool { file == "-" || global.format == .human }

  func validate() throws {
    guard !file.isEmpty else { throw ValidationError("a file has a name") }
    guard level != .exact || allowsSecrets else {
      throw ValidationError(
        "\"--redact exact\" packs passwords and tokens as they are: say --allow-secrets as well"
      )
    }
    guard level != .exact || publicIndex == nil else {
      throw ValidationError("\"--redact exact\" packs everything, whichever index is public")
    }
    if let publicIndex {
      do throws(NoPublicIndex) {
        _ = try PublicIndex.checked(publicIndex)
      } catch {
        throw ValidationError(error.reason)
      }
    }
    guard !isForBugReport || chosenLevel == nil || chosenLevel?.level == .report else {
      throw ValidationError("\"--for-bug-report\" is the level report, and no other")
    }
  }

  func run(in context: Context) async throws -> CacheExportReport {
    try seeThatWritable(in: context)
    let time = try SourceDate.seconds(in: context.surroundings.environment)
    let access = try await CacheAccess.begin(.reading, in: context)
    guard (try? access.directory.status()) != nil else {
      throw CacheError.missing(access.directory)
    }
    var (plan, obstacles) = try await planAndObstacles(access, in: context)
    let sections = await SnapshotSections(for: level, in: context)
    plan.manifest.sections = sections.contents
    let written: (plan: SnapshotPlan, bytes: Int64)
    do {
      written = try await write(plan, time, in: context)
    } catch SnapshotsError.notWritten(let failure) where failure.errno == .brokenPipe {
      // Who reads no further knows it.
      return CacheExportReport(cutShort: plan.manifest)
    }
    return CacheExportReport(
      file: file == "-" ? nil : FilePath(systemText: file),
      fileBytes: written.bytes,
      manifest: written.plan.manifest,
      isPartial: obstacles.isRefusal || written.plan.lacksRefused,
      diagnostics: access.diagnostics + obstacles.diagnostics + sections.diagnostics
        + unmatched(plan.manifest)
    )
  }

  /// Says that nothing is called as the command line wants it: it may be spelled otherwise.
  private func unmatched(_ manifest: SnapshotManifest) -> [Diagnostic] {
    let isEmpty = manifest.files.isEmpty && manifest.reported.isEmpty
    guard isEmpty, !packages.isEmpty, manifest.redaction.omitted.isEmpty else { return [] }
    return [
      Diagnostic(
        .warning,
        code: "cache.no-match",
        message: "nothing in the cache is called \(packages.joined(separator: " or "))"
      )
    ]
  }

  /// Looks through the cache; what was found there takes room no longer when this returns.
  private func planAndObstacles(
    _ access: CacheAccess,
    in context: Context
  ) async throws -> (SnapshotPlan, Obstacles) {
    // Pages tell what the others are, whatever is wanted.
    let contents = try await access.contents(
      of: AreaArgument.all,
      depth: .content,
      in: context
    )
    var obstacles = contents.obstacles
    let plan = try await plan(contents.entries, access, &obstacles, in: context)
    return (plan, obstacles)
  }

  private func plan(
    _ entries: [CacheEntry],
    _ access: CacheAccess,
    _ obstacles: inout Obstacles,
    in context: Context
  ) async throws -> SnapshotPlan {
    var request = SnapshotPlan.Request(
      directory: access.directory,
      level: level,
      maker: .thisProgram
    )
    let tell = context.listener("looking through entries", unit: "entries")
    switch level {
    case .exact: break
    case .public: request.publicIndex = try await PublicIndex.address(publicIndex, in: context)
    // What is public need not be looked through; and who packs may have no environment that works.
    case .internal, .report:
      request.publicIndex = try await PublicIndex.addressIfKnown(publicIndex, in: context)
    }
    guard level == .report else {
      return try await SnapshotPlan.of(wanted(entries), among: entries, request, tell: tell)
    }
    let verification = try await Verification.of(
      access.directory,
      indexes: access.indexes,
      now: context.clock(),
      memory: access.memory,
      tell: context.listener("checking", unit: "entries")
    )
    obstacles.add(verification.obstacles)
    let report = SnapshotReport.Request(
      request,
      damages: wanted(verification.damages, among: entries),
      findings: isForBugReport ? await findings(in: context) : [:]
    )
    return try await SnapshotReport.plan(of: wanted(entries), among: entries, report, tell: tell)
  }

  /// What doctor finds, without the words, in which there are names and places.
  private func findings(in context: Context) async -> [String: String] {
    var findings: [String: String] = [:]
    for check in context.doctorChecks {
      for diagnostic in await check.findings(in: context) {
        findings[diagnostic.code] = diagnostic.severity.rawValue
      }
    }
    return findings
  }

  /// Halves of responses have no name that they could be asked for by.
  private func wanted(
    _ damages: [Verification.Damage],
    among entries: [CacheEntry]
  ) -> [Verification.Damage] {
    let places = Set(entries.map(\.place))
    return damages.filter { damage in
      places.contains(damage.entry.place)
        || packages.isEmpty && area.wanted.contains(damage.entry.place.area)
    }
  }

  private func wanted(_ entries: [CacheEntry]) -> [CacheEntry] {
    guard area.isChosen || !packages.isEmpty else { return entries }
    let areas = area.wanted
    let patterns = packages.map { EntryPattern($0) }
    return entries.filter { entry in
      areas.contains(entry.area)
        && (patterns.isEmpty || patterns.contains { $0.matches(entry.identity) })
    }
  }

  /// Sees that a snapshot can go where it is to go, before the cache is looked through.
  private func seeThatWritable(in context: Context) throws {
    guard file != "-" else {
      guard !context.isStandardOutputTerminal else { throw ArchiveToTerminal() }
      return
    }
    let path = FilePath(systemText: file)
    // What is there and no file is not ours to replace: a device, a pipe, a folder, a link to one.
    if let status = try? path.status(following: .nothing), status.kind != .regular {
      throw NotAFile(path: path)
    }
    let folder = path.removingLastComponent().orCurrent
    do throws(SystemFailure) {
      try OpenDirectory(folder, following: .links).seeThatWritable()
    } catch {
      throw SnapshotsError.notWritten(error)
    }
  }

  private func write(
    _ plan: SnapshotPlan,
    _ time: Int64,
    in context: Context
  ) async throws -> (plan: SnapshotPlan, bytes: Int64) {
    let tell = context.listener("packing", unit: "files")
    guard file != "-" else {
      let bytes = try await plan.write(
        packing.compression,
        time: time,
        to: StandardOutput(),
        tell: tell
      )
      return (plan, bytes)
    }
    return try await plan.publish(
      at: FilePath(systemText: file),
      packing.compression,
      time: time,
      permissions: level == .exact
        ? .ownerReadWrite : [.ownerReadWrite, .groupReadWrite, .otherReadWrite],
      now: context.clock(),
      tell: tell
    )
  }
}

/// A level of redaction on the command line.
struct LevelArgument: ExpressibleByArgument {
  let level: SnapshotManifest.Level

  init?(argument: String) {
    guard let level = SnapshotManifest.Level(rawValue: argument) else { return nil }
    self.level = level
  }

  static var allValueStrings: [String] { SnapshotManifest.Level.allCases.map(\.rawValue) }
}

/// An archive is nothing that a terminal can show.
struct ArchiveToTerminal: Error, Explainable {
  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "cache.archive-to-terminal",
      message: "an archive is not written to a terminal",
      hint: "name a file, or send it to a program"
    )
  }
}

/// Where an archive is to be there is something else than a file.
struct NotAFile: Error, Explainable {
  let path: FilePath

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "cache.not-a-file",
      message: "\(path.systemText) is there, and no file",
      hint: "name another file, or \"-\" for standard output"
    )
  }
}

extension SnapshotManifest.Maker {
  /// This program on this system.
  static var thisProgram: SnapshotManifest.Maker {
    SnapshotManifest.Maker(
      tool: "swiftpip \(SwiftpipVersion.text)",
      platform: SwiftpipVersion.platform
    )
  }
}

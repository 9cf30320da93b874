internal import ArgumentParser
internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipFiles
internal import PipInstaller
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Installs wheels: `swiftpip install`.
struct InstallCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Installs wheels into an environment: all of them or none.",
    discussion: """
      Wheel files, folders of wheels, locks (pylock.toml), and requirements that are found in the \
      folders of "--find-links". RECORD is believed of no file: each is compared with it before anything is \
      seen. No index is asked, and what a wheel requires must be named as well.
      """
  )

  static let effect = CommandEffect.installs

  @Argument(
    help: ArgumentHelp("A wheel, a folder of wheels, or a requirement.", valueName: "what"),
    completion: .file()
  )
  var wanted: [String] = []

  @Option(
    name: [.customShort("r"), .customLong("requirement")],
    help: ArgumentHelp("A file of requirements (repeatable).", valueName: "file"),
    completion: .file()
  )
  var requirementFiles: [String] = []

  @Option(
    name: [.customShort("c"), .customLong("constraint")],
    help: ArgumentHelp("A file of what versions may be of (repeatable).", valueName: "file"),
    completion: .file()
  )
  var constraintFiles: [String] = []

  @Option(
    name: [.customLong("find-links"), .customShort("f")],
    help: ArgumentHelp("A folder with wheels (repeatable).", valueName: "path"),
    completion: .directory
  )
  var findLinks: [String] = []

  @Flag(name: .customLong("no-index"), help: "Ask no index; none is asked anyway.")
  var isWithoutIndex = false

  @Flag(name: .customLong("no-deps"), help: "Say nothing of what is required and not there.")
  var isWithoutDependencies = false

  @Flag(name: [.customShort("U"), .customLong("upgrade")], help: "Replace older versions as well.")
  var isUpgrading = false

  @Flag(name: .customLong("force-reinstall"), help: "Replace equal versions as well.")
  var isForced = false

  @Flag(name: .customLong("require-hashes"), help: "Take only what the digest is said of.")
  var requiresHashes = false

  @OptionGroup var place: InstallPlace

  @Flag(
    name: .customLong("compile"),
    inversion: .prefixedNo,
    help: "Compile modules, as pip does."
  )
  var isCompiling = false

  @Flag(name: .customLong("dry-run"), help: "Say what would be installed.")
  var isDryRun = false

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write what is installed as JSON, as pip does; - for standard output.",
      valueName: "file"
    ),
    completion: .file()
  )
  var reportFile: String?

  @Flag(
    name: .customLong("break-system-packages"),
    help: "Change an environment that belongs to another package manager."
  )
  var breaksSystemPackages = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    guard !wanted.isEmpty || !requirementFiles.isEmpty else {
      throw ValidationError("name what is to be installed")
    }
  }

  func run(in context: Context) async throws -> InstallReport {
    let environment = try await context.environment()
    let facts = try place.applied(
      to: try await environment.facts(),
      from: context.surroundings.process.workingDirectory
    )
    if !isDryRun, !place.isElsewhere {
      try facts.seeThatChangeable(breaksSystemPackages, in: context)
    }
    guard let tags = facts.supportedTags else {
      throw EnvironmentsError.unintelligible(environment.location.executable)
    }
    var list = WishList(directory: context.surroundings.process.workingDirectory)
    for text in wanted { try list.add(text) }
    var reading = RequirementsReading(in: context.surroundings.environment)
    for file in constraintFiles { try reading.read(FilePath(systemText: file), constraining: true) }
    for file in requirementFiles { try reading.read(FilePath(systemText: file)) }
    try list.add(reading)
    var diagnostics: [Diagnostic] = []
    let folders = try await folders(in: context, besides: list.folders, &diagnostics)
    if !isDryRun { try facts.finishChanges(now: context.clock()) }
    let present = WishList.Present(
      installed: try await installed(in: environment, facts),
      isUpgrading: isUpgrading,
      isForced: isForced
    )
    let found = try list.wheels(
      among: try WheelFolder(folders, fitting: tags),
      fitting: tags,
      in: facts.markerEnvironment,
      requiringHashes: requiresHashes,
      over: present
    )
    let plan = try InstallPlan(found, over: present, in: facts)
    var report = InstallReport(
      plan: plan,
      facts: facts,
      isDryRun: isDryRun,
      pipVersion: present.installed.first { $0.name == .pip }?.shownVersion
    )
    if let reportFile { try report.write(to: reportFile, in: context) }
    if !isDryRun, !plan.update.wheels.isEmpty {
      try await plan.update.run(
        on: facts,
        through: context.settings().cacheDirectory.directory.map {
          UnpackedStore(cacheDirectory: $0)
        },
        now: context.clock()
      )
    }
    if isCompiling, !isDryRun {
      let names = Set(plan.update.wheels.map(\.name.name))
      let new = try await self.installed(in: environment, facts).filter { names.contains($0.name) }
      diagnostics += await environment.compile(new)
    }
    if !isWithoutDependencies, !isDryRun, !place.isElsewhere {
      let now = try await environment.distributions()
      diagnostics += CheckReport(
        of: now,
        in: facts.markerEnvironment,
        accepting: nil,
        concerning: Set(plan.items.map(\.choice.wheel.name.name))
      ).problems.map {
        Diagnostic(.warning, code: "packages.unmet", message: $0)
      }
    }
    report.diagnostics = diagnostics
    return report
  }

  /// Returns the folders that wheels are looked for in; what is none is told and passed over, as for pip.
  private func folders(
    in context: Context,
    besides others: [FilePath],
    _ diagnostics: inout [Diagnostic]
  ) async throws -> [FilePath] {
    let directory = context.surroundings.process.workingDirectory ?? ""
    let configured = try await context.settings().configuration
      .list("find-links", for: ["install"]).map(\.value)
    let named = (findLinks + configured).map { text in
      LocalAddress.file(at: text)?.path ?? directory.pushing(FilePath(systemText: text))
    }
    return (named + others).filter { folder in
      let isThere = (try? folder.status().kind) == .directory
      if !isThere {
        diagnostics.append(
          Diagnostic(
            .warning,
            code: "packages.no-folder",
            message: "\(folder.systemText) is no folder of this machine, and is passed over"
          )
        )
      }
      return isThere
    }
  }

  /// Returns what is installed where wheels are to go.
  private func installed(
    in environment: PythonEnvironment,
    _ facts: InterpreterFacts
  ) async throws -> [InstalledDistribution] {
    guard place.isElsewhere, let scheme = facts.installScheme else {
      return try await environment.allDistributions()
    }
    return InstalledDistribution.all(in: [scheme.purelib, scheme.platlib])
  }
}

extension InstallReport {
  /// Writes the document to where it is wanted.
  ///
  /// - Throws: `ReportNotWritten`, and what keeps a wheel from being read.
  fileprivate mutating func write(to file: String, in context: Context) throws {
    let document = try document
    guard file != "-" else { return shownDocument = document }
    let directory = context.surroundings.process.workingDirectory ?? ""
    let path = directory.pushing(FilePath(systemText: file))
    // What is no file, such as a device, is not to be replaced by one.
    guard ((try? path.status(following: .nothing))?.kind ?? .regular) == .regular else {
      throw ReportNotWritten(file: path, reason: "it is there and no regular file")
    }
    do throws(FilesError) {
      try Publication.publish(document, at: path, mode: .leftByUmask)
    } catch {
      throw ReportNotWritten(file: path, reason: error.diagnostic.message)
    }
  }
}

/// The document about what is installed could not be written, and nothing was installed.
struct ReportNotWritten: Error, Explainable {
  let file: FilePath
  let reason: String

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "packages.report-not-written",
      message: "the report cannot be written to \(file.systemText), and nothing was changed",
      causes: [reason]
    )
  }
}

extension PythonEnvironment {
  /// Compiles what is installed, and returns why that was not possible: it is installed all the same.
  fileprivate func compile(_ distributions: [InstalledDistribution]) async -> [Diagnostic] {
    var patient = interpreter
    patient.patience = .seconds(600)
    do throws(EnvironmentsError) {
      try await patient.compileModules(at: distributions.flatMap(\.topLevelModules))
      return []
    } catch {
      return [
        Diagnostic(
          .warning,
          code: "packages.not-compiled",
          message: "not all modules could be compiled",
          causes: [error.diagnostic.message] + error.diagnostic.causes
        )
      ]
    }
  }
}

extension InstalledDistribution {
  /// The modules that its RECORD names, and the folders that have its others, in its own folder.
  fileprivate var topLevelModules: [FilePath] {
    guard let record = content(of: "RECORD").flatMap({ RecordFile($0) }) else { return [] }
    let names = record.rows.compactMap { row -> Substring? in
      guard row.path.hasSuffix(".py"), !row.path.hasPrefix("/") else { return nil }
      return row.path.split(separator: "/").first.flatMap { $0 == ".." ? nil : $0 }
    }
    return Set(names).sorted().map { location.appending(entrySystemText: String($0)) }
  }
}

extension InterpreterFacts {
  /// Makes changes to their end that were stopped in between: only then it is known what is installed.
  ///
  /// - Throws: `InstallerError.stopped` where one cannot be.
  func finishChanges(now: Timestamp) throws(InstallerError) {
    guard let installScheme else { return }
    do {
      try EnvironmentChange.finishAll(in: installScheme, now: now)
    } catch {
      throw .stopped(error)
    }
  }

  /// Sees that the environment may be changed.
  ///
  /// - Throws: `ExternallyManaged` where it belongs to another package manager (PEP 668).
  func seeThatChangeable(_ breaksSystemPackages: Bool, in context: Context) throws {
    guard !breaksSystemPackages, ExternalManagement.applies(to: self) else { return }
    throw ExternallyManaged(
      prefix: FilePath(systemText: prefix),
      words: ExternalManagement.words(for: self, in: context.surroundings.environment)
    )
  }
}

/// An environment belongs to another package manager.
struct ExternallyManaged: Error, Explainable {
  let prefix: FilePath
  /// What that says to who wants to change it.
  let words: [String]

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "packages.externally-managed",
      message: "\(prefix.systemText) belongs to another package manager (PEP 668)",
      causes: words,
      hint: "make an environment of your own, or say --break-system-packages"
    )
  }
}

internal import PipArchives
internal import PipCache
internal import PipCaptures
internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipIndex
internal import PipInstaller
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// An environment as commands about environments see it, and where its wheels may be.
struct EnvironmentAccess: Sendable {
  let environment: PythonEnvironment
  let facts: InterpreterFacts
  let settings: Settings

  /// Finds the environment.
  ///
  /// - Throws: why there is none.
  static func begin(in context: Context) async throws -> EnvironmentAccess {
    let settings = try await context.settings()
    let environment = PythonEnvironment(
      settings.interpreter,
      environment: context.surroundings.environment,
      cacheDirectory: settings.cacheDirectory.directory
    )
    return EnvironmentAccess(
      environment: environment,
      facts: try await environment.facts(),
      settings: settings
    )
  }

  /// Where wheels are unpacked; nil where nothing is kept.
  var store: UnpackedStore? {
    settings.cacheDirectory.directory.map { UnpackedStore(cacheDirectory: $0) }
  }

  /// Whom this environment's pip would ask for files.
  ///
  /// - Throws: mistakes in settings, and a Python that cannot be asked.
  func sources(in context: Context) async throws -> IndexSources {
    try await IndexSources.resolve(
      from: settings.configuration,
      for: settings.sections,
      environment: context.surroundings.environment,
      workingDirectory: context.surroundings.process.workingDirectory,
      builtIn: {
        let folders = try await environment.packageFolders()
        guard let version = InstalledDistribution.find(.pip, in: folders)?.version else {
          return nil
        }
        return try await environment.memory.defaultIndex(
          of: environment.interpreter,
          pipVersion: version.description
        )
      }
    )
  }

  /// The folders that "--find-links" and pip's configuration name.
  private func folders(in context: Context) -> [FilePath] {
    settings.configuration.list("find-links", for: settings.sections).compactMap { setting in
      let source = IndexSource(
        .findLinks,
        setting.value,
        relativeTo: context.surroundings.process.workingDirectory,
        home: settings.configuration.home
      )
      guard case .local(let path)? = source?.place else { return nil }
      return path
    }
  }

  /// Finds the wheels that are on this machine.
  ///
  /// - Parameter context: the world as the command sees it.
  /// - Returns: the wheels, and what could not be looked at.
  /// - Throws: `CacheError` where the cache cannot be read.
  func wheels(
    in context: Context
  ) async throws -> (search: WheelSearch, diagnostics: [Diagnostic]) {
    var search = WheelSearch()
    var diagnostics: [Diagnostic] = []
    if let directory = settings.cacheDirectory.directory,
      (try? directory.status().kind) == .directory
    {
      let indexes = IndexURL.pages(in: settings.configuration)
      let contents = try await CacheContents.of(
        CacheScan(
          directory,
          memory: FolderMemory(of: directory, isKept: true),
          tell: context.listener("looking at the cache", unit: "files")
        ),
        areas: [.httpV2, .http, .wheels],
        depth: .content,
        indexes: indexes
      )
      if contents.hasLearned { try? contents.memory.keep(in: directory) }
      diagnostics += contents.obstacles.diagnostics
      search.add(contents.entries, FileNames(in: directory, indexes: indexes))
    }
    if let store { search.add(store) }
    search.add(
      FilePath(systemText: facts.standardLibrary).appending("ensurepip").appending("_bundled"),
      .ensurepip
    )
    for folder in folders(in: context) { search.add(folder, .findLinks) }
    return (search, diagnostics)
  }
}

extension Context {
  /// What is to be told how far something has come; nil where nobody would see it.
  func listener(_ activity: String, unit: String) -> ScanProgress.Listener? {
    guard let show = showProgress else { return nil }
    return { count, fraction in
      show(Progress(activity, count: count, unit: unit, fraction: fraction))
    }
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

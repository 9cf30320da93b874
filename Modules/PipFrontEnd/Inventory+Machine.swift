internal import PipCache
internal import PipConfiguration
internal import PipEnvironments
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

extension Inventory {
  /// Creates the inventory of this machine, as settings say.
  ///
  /// - Parameters:
  ///   - resolver: finds environment and cache.
  ///   - surroundings: the variables of the process.
  init(_ resolver: SettingsResolver, in surroundings: Surroundings) {
    @Sendable func environment() async throws -> PythonEnvironment {
      let settings = try await resolver.resolve()
      return PythonEnvironment(
        settings.interpreter,
        environment: surroundings.environment,
        cacheDirectory: settings.cacheDirectory.directory
      )
    }
    self.init(
      interpreter: { PythonInterpreter(try await environment().facts()) },
      packages: {
        try await environment().distributions().map(InstalledPackage.init)
          .sorted { ($0.name, $0.location) < ($1.name, $1.location) }
      },
      cachedFiles: {
        let settings = try await resolver.resolveCache()
        guard let directory = settings.directory.directory, (try? directory.status()) != nil else {
          return []
        }
        return try await Self.cachedFiles(in: directory)
      }
    )
  }

  private static func cachedFiles(in directory: FilePath) async throws -> [CachedFile] {
    let memory = FolderMemory(of: directory, isKept: true)
    let contents = try await CacheContents.of(
      CacheScan(directory, memory: memory, tell: nil),
      areas: Set(CacheArea.allCases),
      depth: .content,
      indexes: []
    )
    // Not remembered is looked at again: nothing is lost.
    if contents.hasLearned { try? contents.memory.keep(in: directory) }
    return contents.entries.map { CachedFile($0, in: directory) }.sorted { $0.path < $1.path }
  }
}

extension PythonInterpreter {
  fileprivate init(_ facts: InterpreterFacts) {
    self.init(
      executable: facts.executable,
      prefix: facts.prefix,
      version: facts.version,
      implementation: facts.implementation,
      platform: facts.platform,
      markers: facts.markerEnvironment
    )
  }
}

extension InstalledPackage {
  fileprivate init(_ distribution: InstalledDistribution) {
    self.init(
      name: distribution.name.normalized,
      writtenName: distribution.writtenName,
      version: distribution.shownVersion,
      requires: distribution.headers.headers.filter { $0.name == "requires-dist" }.map(\.value),
      location: distribution.location.systemText,
      isRequested: distribution.isRequested,
      installer: distribution.installer
    )
  }
}

extension CachedFile {
  fileprivate init(_ entry: CacheEntry, in directory: FilePath) {
    self.init(
      kind: entry.identity.kind.rawValue,
      project: entry.identity.project,
      version: entry.identity.version,
      fileName: entry.identity.fileName,
      path: entry.place.names.reduce(directory) { $0.appending(entrySystemText: $1.systemText) }
        .systemText,
      size: entry.bytes
    )
  }
}

internal import PipConfiguration
internal import PipEnvironments
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Finds the environment, reads pip's configuration and chooses the cache directory.
struct SettingsResolver: Sendable {
  /// Read by the rules of the environment's own pip, once that is known.
  var surroundings: Surroundings
  /// The options of the command line that pip has, too, in their order.
  let flags: [CommandLineFlag]
  let python: String?
  let isIsolated: Bool
  /// The command's sections in pip's configuration files.
  let sections: [String]

  /// Resolves all of it.
  ///
  /// - Throws: `PathsError`, `ConfigurationError` or `EnvironmentsError`.
  func resolve() async throws -> Settings {
    let found = try InterpreterSearch.locate(requested: requestedPython, in: surroundings)
    let (interpreter, prefix) = try await prefix(of: found)
    return try reading(by: rules(of: interpreter)).settings(for: interpreter, prefix)
  }

  /// Resolves what is about the cache.
  ///
  /// A machine without a Python has a cache all the same: the configuration file of an environment
  /// is then left out.
  ///
  /// - Throws: `PathsError`, `ConfigurationError` or `EnvironmentsError`.
  func resolveCache() async throws -> CacheSettings {
    do {
      let settings = try await resolve()
      return CacheSettings(
        configuration: settings.configuration,
        sections: sections,
        directory: settings.cacheDirectory
      )
    } catch PathsError.notOnSearchPath {
      let configuration = try configuration(prefix: nil)
      return CacheSettings(
        configuration: configuration,
        sections: sections,
        directory: try CacheDirectory.resolve(configuration, for: sections, in: surroundings)
      )
    }
  }

  private func settings(for interpreter: InterpreterLocation, _ prefix: String) throws -> Settings {
    let configuration = try configuration(prefix: prefix)
    return Settings(
      interpreter: interpreter,
      prefix: prefix,
      configuration: configuration,
      sections: sections,
      cacheDirectory: try CacheDirectory.resolve(configuration, for: sections, in: surroundings)
    )
  }

  /// Returns how the pip of an environment reads variables where pips differ.
  ///
  /// Elsewhere, and where that pip cannot be found without starting Python, the newest one's rules
  /// hold.
  private func rules(of interpreter: InterpreterLocation) -> DirectoryRules {
    guard mayDiffer else { return .newest }
    let readings = DirectoryRules.allCases.map { rules in
      let surroundings = reading(by: rules).surroundings
      return (BaseDirectories(in: surroundings).cache, ConfigurationLocations(in: surroundings))
    }
    guard readings.contains(where: { $0 != readings[0] }),
      case .virtualEnvironment(let prefix, let configuration) = interpreter.kind,
      let folders = try? SitePackages.candidates(in: prefix, configuration),
      let version = InstalledDistribution.find(.pip, in: folders)?.version
    else { return .newest }
    let numbers = version.release.map { Int(clamping: $0.value ?? .max) }
    return .ofPip(major: numbers[0], minor: numbers.dropFirst().first ?? 0)
  }

  /// Whether pips could differ at all: mostly there is nothing that they would read differently.
  private var mayDiffer: Bool {
    let environment = surroundings.environment
    return surroundings.system == .macOS || environment["HOME"] == ""
      || environment.variables.keys.contains { $0.hasPrefix("XDG_") }
  }

  private func reading(by rules: DirectoryRules) -> SettingsResolver {
    var copy = self
    copy.surroundings.rules = rules
    return copy
  }

  private var requestedPython: Setting? {
    if let python { return Setting(name: "python", value: python, source: .flag("python")) }
    guard !isIsolated, let value = surroundings.environment.nonEmpty("PIP_PYTHON") else {
      return nil
    }
    return Setting(name: "python", value: value, source: .variable("PIP_PYTHON"))
  }

  private func configuration(prefix: String?) throws -> Configuration {
    try Configuration.load(
      in: surroundings,
      site: .init(prefix: prefix.map { FilePath(systemText: $0) }),
      isolated: isIsolated
    ).layering(flags: flags)
  }

  /// Returns the interpreter, what a shim stands for in its place, and its `sys.prefix`.
  ///
  /// A virtual environment's prefix is known from its place. Others are asked, or have been: their
  /// answers lie in the cache, which is looked for without the `pip.conf` in the prefix that is not
  /// known yet.
  private func prefix(
    of found: InterpreterLocation
  ) async throws -> (InterpreterLocation, String) {
    var found = found
    if found.kind == .shim {
      found = try InterpreterLocation(
        inspecting: try await interpreter(at: found.executable).chosenExecutable(
          in: surroundings.process.workingDirectory
        ),
        chosenBy: found.chosenBy
      )
    }
    if case .virtualEnvironment(let prefix, _) = found.kind { return (found, prefix.systemText) }
    let cache = try CacheDirectory.resolve(
      try configuration(prefix: nil),
      for: sections,
      in: surroundings
    )
    // To look where the cache is makes none.
    let directory = cache.directory.flatMap { (try? $0.status()) == nil ? nil : $0 }
    let facts = try await InterpreterMemory(cacheDirectory: directory).facts(
      of: interpreter(at: found.executable),
      isShim: found.kind == .shim
    )
    return (found, facts.prefix)
  }

  private func interpreter(at executable: FilePath) -> Interpreter {
    Interpreter(executable: executable, environment: surroundings.environment)
  }
}

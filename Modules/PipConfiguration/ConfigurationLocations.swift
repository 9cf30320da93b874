import PipSystem
package import SystemPackage

/// Where pip looks for configuration files, the weakest first.
package struct ConfigurationLocations: Sendable, Hashable {
  /// The Python environment whose settings count, as far as it is known.
  package struct Site: Sendable, Hashable {
    /// The environment's folder: `sys.prefix`.
    package var prefix: FilePath?
    /// The folder of the Python that the environment was made from: `sys.base_prefix`.
    ///
    /// On macOS it tells Homebrew's Pythons, which have a configuration directory of their own.
    package var basePrefix: FilePath?

    /// Creates the facts about an environment; without any, no file of an environment is read.
    package init(prefix: FilePath? = nil, basePrefix: FilePath? = nil) {
      self.prefix = prefix
      self.basePrefix = basePrefix
    }
  }

  /// The places in the order in which they are read.
  package let all: [ConfigurationLocation]

  /// Finds the places as pip does (`get_configuration_files` in `pip/_internal/configuration.py`).
  ///
  /// Of the files themselves only the existence of the one in `PIP_CONFIG_FILE` is looked at, as it
  /// takes the place of the user's files.
  package init(in surroundings: Surroundings, site: Site = Site(), isolated: Bool = false) {
    let named = surroundings.environment["PIP_CONFIG_FILE"]
    guard named != "/dev/null" else {
      all = []
      return
    }
    var places: [(ConfigurationLocation.Scope, FilePath)] = []
    places += Self.globalDirectories(in: surroundings, site).map { (.global, $0) }
    let isReplaced = named.map { FilePath(systemText: $0).exists } ?? false
    if !isolated, !isReplaced {
      places += Self.userDirectories(in: surroundings).map { (.user, $0) }
    }
    if let prefix = site.prefix { places.append((.site, prefix)) }
    var found = places.map { scope, directory in
      ConfigurationLocation(path: directory.appending("pip.conf"), scope: scope)
    }
    if let named, !named.isEmpty {
      found.append(ConfigurationLocation(path: FilePath(systemText: named), scope: .variable))
    }
    all = found
  }

  private static func globalDirectories(
    in surroundings: Surroundings,
    _ site: Site
  ) -> [FilePath] {
    let base = BaseDirectories(in: surroundings)
    return switch surroundings.system {
    case .linux:
      base.systemConfiguration.map { $0.appending("pip") } + ["/etc"]
    case .macOS:
      base.systemApplicationSupport(basePrefix: site.basePrefix).map { $0.appending("pip") }
    }
  }

  private static func userDirectories(in surroundings: Surroundings) -> [FilePath] {
    let base = BaseDirectories(in: surroundings)
    let home = surroundings.home
    // Where these rules find no home, pip does not even start; no file stands for "~" then.
    guard surroundings.rules != .absoluteOnly || home.resolvingTilde(in: "~") != nil else {
      let configured = surroundings.system == .linux ? base.configuration : base.applicationSupport
      return [configured?.path.appending("pip")].compactMap(\.self)
    }
    let legacy = FilePath(systemText: home.expandingTilde(in: "~")).appending(".pip")
    return switch surroundings.system {
    case .linux:
      [legacy, base.configuration?.path.appending("pip")].compactMap(\.self)
    case .macOS:
      [legacy, macOSDirectory(base, home)]
    }
  }

  private static func macOSDirectory(_ base: BaseDirectories, _ home: HomeDirectory) -> FilePath {
    if let support = base.applicationSupport?.path.appending("pip"),
      (try? support.status())?.kind == .directory
    {
      return support
    }
    return FilePath(systemText: home.expandingTilde(in: "~/.config/pip"))
  }
}

extension FilePath {
  /// Whether the path leads to something, links followed.
  var exists: Bool {
    (try? status()) != nil
  }
}

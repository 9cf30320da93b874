package import PipConfiguration
package import PipSystem
package import SystemPackage

extension IndexSources {
  /// Reads the sources; what index a pip has built in is found out only where it counts.
  ///
  /// - Parameters:
  ///   - configuration: all settings of the run.
  ///   - sections: the sections of the command, weakest first.
  ///   - environment: variables for proxies, certificates and the netrc file.
  ///   - workingDirectory: where relative paths start.
  ///   - builtIn: finds out the index that the environment's pip has built in; nil where there is no pip.
  /// - Returns: the sources; those that cannot be used are in `problems`.
  /// - Throws: `ConfigurationError` for a number or truth value that is none, and what `builtIn` throws.
  package static func resolve(
    from configuration: Configuration,
    for sections: [String],
    environment: Environment,
    workingDirectory: FilePath?,
    builtIn: () async throws -> String?
  ) async throws -> IndexSources {
    let isNamed =
      configuration.setting("index-url", aliases: ["pypi-url"], for: sections) != nil
    let isDisabled = try configuration.setting("no-index", for: sections)?.boolean() == true
    return try resolve(
      from: configuration,
      for: sections,
      environment: environment,
      workingDirectory: workingDirectory,
      defaultIndex: isNamed || isDisabled ? nil : try await builtIn()
    )
  }

  /// Reads the sources from pip's options, variables and configuration files.
  ///
  /// - Parameters:
  ///   - configuration: All settings of the run.
  ///   - sections: The sections of the command, weakest first; pip's check reads that of `install`.
  ///   - environment: Variables for proxies, certificates and the netrc file.
  ///   - workingDirectory: Where relative paths start.
  ///   - defaultIndex: The index that the environment's pip has built in. Where it is nil and no
  ///     setting names one, only find-links locations are asked.
  /// - Returns: the sources; those that cannot be used are in `problems`.
  /// - Throws: `ConfigurationError` for a number or truth value that is none.
  package static func resolve(
    from configuration: Configuration,
    for sections: [String] = ["install"],
    environment: Environment,
    workingDirectory: FilePath?,
    defaultIndex: String?
  ) throws(ConfigurationError) -> IndexSources {
    let isDisabled = try configuration.setting("no-index", for: sections)?.boolean() ?? false
    let main = configuration.setting("index-url", aliases: ["pypi-url"], for: sections)?.value
    let extra = configuration.list("extra-index-url", for: sections).map(\.value)
    let indexes = isDisabled ? [] : [main ?? defaultIndex].compactMap(\.self) + extra
    let links = configuration.list("find-links", for: sections).map(\.value)

    var resolved = IndexSources([], environment: environment)
    for (kind, texts) in [(IndexSource.Kind.index, indexes), (.findLinks, links)] {
      for text in texts {
        let source = IndexSource(
          kind,
          text,
          relativeTo: workingDirectory,
          home: configuration.home
        )
        resolved.add(source, kind, text)
      }
    }
    resolved.trustedHosts = TrustedHosts(
      configuration.list("trusted-host", for: sections).map(\.value)
    )
    resolved.certificates = .resolve(
      option: try configuration.setting("cert", for: sections)?.path(home: configuration.home)
        .systemText,
      environment: environment
    )
    resolved.proxies = ProxySettings(
      option: configuration.setting("proxy", for: sections)?.value,
      environment: environment
    )
    let timeout = configuration.setting("timeout", aliases: ["default-timeout"], for: sections)
    if let timeout { resolved.timeout = try timeout.seconds() }
    if let retries = configuration.setting("retries", for: sections) {
      resolved.retries = max(0, try retries.integer())
    }
    return resolved
  }

  private mutating func add(_ source: IndexSource?, _ kind: IndexSource.Kind, _ text: String) {
    guard let source else {
      let shown = CredentialMask.masking(text)
      let setting: IndexError.Setting = kind == .index ? .index(shown) : .findLinks(shown)
      return problems.append(.unusable(setting, .notAnAddress))
    }
    if !sources.contains(source) { sources.append(source) }
  }
}

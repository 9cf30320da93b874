import PipDiagnostics
import PipSystem
import SystemPackage

extension Configuration {
  /// pip.conf files are written by people; nothing of theirs is larger.
  private static let fileSizeLimit = 1 << 20

  /// Loads the settings of a run from the environment variables and from pip's configuration files.
  ///
  /// As for pip, a file that is missing or that the user may not read says nothing; a file that is
  /// broken is an error, whatever it says about.
  ///
  /// - Parameters:
  ///   - surroundings: variables, user and rules.
  ///   - site: the Python environment whose own `pip.conf` counts.
  ///   - isolated: leaves the user's files and all variables out, but not `PIP_CONFIG_FILE`.
  /// - Returns: the settings, with notices about files that were left out.
  /// - Throws: `ConfigurationError` for a file that is broken or too large.
  package static func load(
    in surroundings: Surroundings,
    site: ConfigurationLocations.Site = .init(),
    isolated: Bool = false
  ) throws(ConfigurationError) -> Configuration {
    var configuration = Configuration(home: surroundings.home)
    let locations = ConfigurationLocations(in: surroundings, site: site, isolated: isolated)
    for location in locations.all {
      // A file that is read twice keeps the place that it had first.
      guard !configuration.paths.contains(location.path) else { continue }
      guard let content = try configuration.read(location.path) else { continue }
      configuration.files.append(LoadedFile(path: location.path, content: content))
    }
    if !isolated { configuration.takeVariables(from: surroundings.environment) }
    return configuration
  }

  private mutating func read(_ path: FilePath) throws(ConfigurationError) -> ConfigurationFile? {
    let bytes: [UInt8]?
    do {
      bytes = try OwnedDescriptor.openRegularFile(path).readToEnd(limit: Self.fileSizeLimit)
    } catch {
      if path.exists, !path.isNullDevice { notices.append(.unreadable(path, error)) }
      return nil
    }
    guard let bytes else { throw .fileTooLarge(path, limit: Self.fileSizeLimit) }
    do {
      let content = try ConfigurationFile.parse(bytes)
      if !content.isUTF8 { notices.append(.notUTF8(path)) }
      return content
    } catch {
      throw .brokenFile(path, lines: error.lines)
    }
  }

  private mutating func takeVariables(from environment: Environment) {
    // Of several spellings, as in PIP_no_input, the one in capitals counts; else the order is fixed
    // here, where pip's depends on how the process was started.
    for (variable, value) in environment.variables.sorted(by: { $0.key < $1.key }) {
      if let name = Self.optionName(variable, prefix: "SWIFTPIP_"), !value.isEmpty {
        let setting = Setting(name: name, value: value, source: .variable(variable))
        Self.add(setting, spelled: "SWIFTPIP_", to: &ownVariables)
      } else if let name = Self.optionName(variable, prefix: "PIP_"), !value.isEmpty {
        // pip has options of these names that make no sense as settings.
        guard name != "version", name != "help" else { continue }
        let setting = Setting(name: name, value: value, source: .variable(variable))
        Self.add(setting, spelled: "PIP_", to: &variables)
      }
    }
  }

  private static func optionName(_ variable: String, prefix: String) -> String? {
    guard variable.utf8.starts(with: prefix.utf8) else { return nil }
    let name = String(variable.unicodeScalars.dropFirst(prefix.unicodeScalars.count))
    return ConfigurationFile.normalizedName(name)
  }

  private static func add(
    _ setting: Setting,
    spelled prefix: String,
    to variables: inout [String: Setting]
  ) {
    let capitals = prefix + setting.name.uppercased().replacing("-", with: "_")
    if case .variable(capitals) = variables[setting.name]?.source { return }
    variables[setting.name] = setting
  }
}

extension Diagnostic {
  fileprivate static func unreadable(_ path: FilePath, _ failure: SystemFailure) -> Diagnostic {
    Diagnostic(
      .note,
      code: "configuration.unreadable-file",
      message: "the configuration file \(path.systemText) was left out",
      causes: [failure.reason]
    )
  }

  fileprivate static func notUTF8(_ path: FilePath) -> Diagnostic {
    Diagnostic(
      .warning,
      code: "configuration.not-utf8",
      message: "the configuration file \(path.systemText) is not UTF-8",
      hint: "store it as UTF-8: most pips refuse it as it is"
    )
  }
}

extension FilePath {
  /// Whether the path leads to the null device, the usual way to have an empty file.
  fileprivate var isNullDevice: Bool {
    guard let here = try? status(), let null = try? FilePath("/dev/null").status() else {
      return false
    }
    return here.identity == null.identity
  }
}

internal import FoundationEssentials
internal import PipConfiguration
internal import PipPaths
package import PipPluginKit
internal import PipSystem

/// What a plugin is asked for: the one line that the host says (`docs/formats/plugin-protocol-1.md`).
package struct PluginRequest: Sendable, Hashable, Encodable {
  /// What it is asked for.
  package enum Subject: Sendable, Hashable {
    /// A command, and what stands behind it, without the options that every command has.
    case command(String, arguments: [String])
    /// A hook of its, before or after a command.
    case hook(String, PluginManifest.Hook.Moment, CommandFacts)
    /// A hook of its, after a self-check.
    case finding(String, SelfCheckFinding)
  }

  /// What it is asked for.
  package var subject: Subject
  /// How much the user wants to know.
  package var verbosity: Verbosity
  /// Whether the network must not be used.
  package var isOffline: Bool
  /// Whether variables and the user's configuration of pip are ignored.
  package var isIsolated = false
  /// The program that asks, to be called again; nil where it does not know its place.
  package var host: String?
  /// The interpreter and the prefix of the environment; nil where there is none.
  package var environment: TargetEnvironment?
  /// pip's cache; nil where there is none.
  package var cacheDirectory: String?
  /// Where packages come from; nil where nothing says anything of that.
  package var index: Index?

  /// Where packages come from, as variables and pip's configuration say.
  package struct Index: Sendable, Hashable, Encodable {
    /// The index; nil where nothing names one.
    package var url: String?
    /// More indexes.
    package var extraUrls: [String]
    /// Folders and pages with links to packages.
    package var findLinks: [String]
    /// Whether no index is to be asked.
    package var none: Bool

    /// Creates what a configuration says to a command; nil where that is nothing.
    ///
    /// - Throws: `ConfigurationError` where a value is none.
    package init?(_ settings: CacheSettings) throws {
      let (configuration, sections) = (settings.configuration, settings.sections)
      func list(_ name: String) -> [String] {
        configuration.list(name, for: sections).map(\.value)
      }
      url = configuration.setting("index-url", aliases: ["pypi-url"], for: sections)?.value
      extraUrls = list("extra-index-url")
      findLinks = list("find-links")
      none = try configuration.setting("no-index", for: sections)?.boolean() ?? false
      if url == nil, extraUrls.isEmpty, findLinks.isEmpty, !none { return nil }
    }
  }

  /// The environment that a command is about.
  package struct TargetEnvironment: Sendable, Hashable, Encodable {
    /// The interpreter.
    package var python: String
    /// Its `sys.prefix`.
    package var prefix: String

    /// Creates an environment; both are paths.
    package init(python: String, prefix: String) {
      self.python = python
      self.prefix = prefix
    }

    /// Creates the environment that a context has found.
    package init(_ settings: Settings) {
      self.init(python: settings.interpreter.executable.systemText, prefix: settings.prefix)
    }

    private enum Keys: String, CodingKey { case python, pythonBytes, prefix, prefixBytes }

    package func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encodePath(python, forKey: .python, bytesKey: .pythonBytes)
      try members.encodePath(prefix, forKey: .prefix, bytesKey: .prefixBytes)
    }
  }

  /// Creates a request about no environment and no cache.
  package init(_ subject: Subject, verbosity: Verbosity, isOffline: Bool, host: String?) {
    self.subject = subject
    self.verbosity = verbosity
    self.isOffline = isOffline
    self.host = host
  }

  /// Creates a request about what a context has without looking for it: no environment and no cache.
  ///
  /// - Parameters:
  ///   - subject: what the plugin is asked for.
  ///   - context: the world.
  package init(_ subject: Subject, from context: Context) {
    self.init(
      subject,
      verbosity: context.verbosity,
      isOffline: context.isOffline,
      host: context.program?.systemText
    )
    isIsolated = context.isIsolated
  }

  /// Creates a request about what a context finds; where it finds nothing, nobody is told.
  ///
  /// - Parameters:
  ///   - subject: what the plugin is asked for.
  ///   - context: the world.
  package init(_ subject: Subject, in context: Context) async {
    self.init(subject, from: context)
    guard let settings = try? await context.settings() else { return }
    environment = TargetEnvironment(settings)
    cacheDirectory = settings.cacheDirectory.directory?.systemText
  }

  private enum Keys: String, CodingKey {
    case type, command, arguments, argumentsBytes, hook, when, effect, finding
    case verbosity, offline, isolated, host, hostBytes
    case environment, cacheDirectory, cacheDirectoryBytes, index
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Keys.self)
    switch subject {
    case .command(let name, let arguments):
      try members.encode("request", forKey: .type)
      try members.encode(name, forKey: .command)
      let readable = arguments.map(SystemText.readable)
      try members.encode(readable, forKey: .arguments)
      if readable != arguments {
        let bytes = arguments.map { Data(SystemText.bytes(of: $0)).base64EncodedString() }
        try members.encode(bytes, forKey: .argumentsBytes)
      }
    case .hook(let name, let moment, let command):
      try members.encode("hook", forKey: .type)
      try members.encode(name, forKey: .hook)
      try members.encode(moment.rawValue, forKey: .when)
      try members.encode(command.name, forKey: .command)
      try members.encode(command.effect == .installs ? "installs" : "reads", forKey: .effect)
    case .finding(let name, let finding):
      try members.encode("hook", forKey: .type)
      try members.encode(name, forKey: .hook)
      try members.encode(PluginManifest.Hook.Moment.afterFinding.rawValue, forKey: .when)
      try members.encode(WrittenFinding(finding: finding), forKey: .finding)
    }
    try members.encode(verbosity.rawValue - Verbosity.normal.rawValue, forKey: .verbosity)
    try members.encode(isOffline, forKey: .offline)
    if isIsolated { try members.encode(true, forKey: .isolated) }
    if let host { try members.encodePath(host, forKey: .host, bytesKey: .hostBytes) }
    try members.encodeIfPresent(environment, forKey: .environment)
    if let cacheDirectory {
      try members.encodePath(
        cacheDirectory,
        forKey: .cacheDirectory,
        bytesKey: .cacheDirectoryBytes
      )
    }
    try members.encodeIfPresent(index, forKey: .index)
  }

  private struct WrittenFinding: Encodable {
    let finding: SelfCheckFinding

    private enum Keys: String, CodingKey {
      case package, prefix, prefixBytes, installed, latest, outdated, reason
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(finding.package, forKey: .package)
      try members.encodePath(finding.prefix, forKey: .prefix, bytesKey: .prefixBytes)
      try members.encode(finding.installed, forKey: .installed)
      try members.encode(finding.latest, forKey: .latest)
      try members.encode(finding.isOutdated, forKey: .outdated)
      try members.encode(finding.reason, forKey: .reason)
    }
  }

  /// The line, with its end.
  var line: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
  }
}

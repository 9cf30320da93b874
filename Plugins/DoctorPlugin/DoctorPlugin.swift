public import ArgumentParser
public import PipPluginKit

/// Tells whether pip's cache, the environment, the configuration and the plugins are well.
public struct DoctorPlugin: Plugin {
  /// `doctor`.
  public let name = "doctor"

  /// What it adds.
  public let abstract = "Tells what is wrong with cache, environment, configuration and plugins."
  /// Its version.
  public let version = SwiftpipVersion.text

  /// Creates the plugin.
  public init() {}

  /// The command.
  public var commands: [any ParsableCommand.Type] { [DoctorCommand.self] }

  /// What it can tell itself; the rest comes from other plugins.
  public var doctorChecks: [any DoctorCheck] {
    [ConfigurationCheck(), EnvironmentCheck(), PluginsCheck()]
  }
}

public import ArgumentParser
public import PipPluginKit

/// `swiftpip plugin`: what plugins there are, which of them are trusted, and how new ones are made.
public struct PluginsPlugin: Plugin {
  /// The plugin's name.
  public let name = "plugins"

  /// What it adds.
  public let abstract = "Lists, trusts, makes and checks plugins."
  /// Its version.
  public let version = SwiftpipVersion.text

  /// Creates the plugin.
  public init() {}

  /// The group `plugin`.
  public var commands: [any ParsableCommand.Type] { [PluginGroup.self] }

  /// What is wrong with external plugins.
  public var doctorChecks: [any DoctorCheck] { [ExternalPluginsCheck()] }
}

/// The group of commands about plugins.
struct PluginGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin",
    abstract: "Lists, trusts, makes and checks plugins.",
    subcommands: [
      PluginListCommand.self, PluginNewCommand.self, PluginCheckCommand.self,
      PluginBuildCommand.self,
      PluginTrustCommand.self,
    ]
  )
}

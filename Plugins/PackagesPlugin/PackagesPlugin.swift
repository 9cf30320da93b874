public import ArgumentParser
public import PipPluginKit

/// Shows and changes what is installed, as pip does.
public struct PackagesPlugin: Plugin {
  /// `packages`.
  public let name = "packages"

  /// What it adds.
  public let abstract = "Shows and changes what is installed, as pip does."
  /// Its version.
  public let version = SwiftpipVersion.text

  /// Creates the plugin.
  public init() {}

  /// The commands, by the names that pip has for them.
  public var commands: [any ParsableCommand.Type] {
    [
      ListCommand.self, FreezeCommand.self, ShowCommand.self, CheckCommand.self,
      InspectCommand.self, HashCommand.self, InstallCommand.self,
      UninstallCommand.self,
    ]
  }
}

public import ArgumentParser
public import PipPluginKit

/// Captures environments in one file each, and makes them alive again elsewhere, offline.
public struct EnvironmentPlugin: Plugin {
  /// `environment`.
  public let name = "environment"

  /// What it adds.
  public let abstract = "Captures environments, and makes them alive again elsewhere, offline."
  /// Its version.
  public let version = SwiftpipVersion.text

  /// Creates the plugin.
  public init() {}

  /// The commands about environments.
  public var commands: [any ParsableCommand.Type] { [EnvironmentCommands.self] }
}

/// `swiftpip env`: the group of the commands about environments.
struct EnvironmentCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env",
    abstract: "Captures environments, and makes them alive again elsewhere, offline.",
    subcommands: [
      EnvironmentShowCommand.self, EnvironmentCaptureCommand.self, EnvironmentRestoreCommand.self,
      EnvironmentDiffCommand.self,
    ]
  )
}

import PipPluginKit

/// Adds `swiftpip installers`.
public struct InstallersPlugin: Plugin {
  /// The plugin's name.
  public let name = "installers"

  /// What it adds.
  public let abstract = "Tells who has installed what."
  /// Its version.
  public let version = "0.1.0"

  /// Creates the plugin.
  public init() {}
}

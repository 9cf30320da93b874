import PipPluginKit

/// Adds `swiftpip installers`.
public struct InstallersPlugin: Plugin {
  /// The plugin's name.
  public let name = "installers"

  /// What it adds.
  public let abstract = "Tells who has installed what."

  /// Creates the plugin.
  public init() {}
}

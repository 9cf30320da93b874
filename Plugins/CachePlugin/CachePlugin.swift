public import ArgumentParser
public import PipPluginKit

/// Shows what is in pip's cache and keeps it sound and small.
public struct CachePlugin: Plugin {
  /// `cache`.
  public let name = "cache"

  /// What it adds.
  public let abstract = "Shows what is in pip's cache and keeps it sound and small."
  /// Its version.
  public let version = SwiftpipVersion.text

  /// Creates the plugin.
  public init() {}

  /// The commands about the cache.
  public var commands: [any ParsableCommand.Type] { [CacheCommands.self] }

  /// Housekeeping in passing, where a setting asks for it.
  public var hooks: [any CommandHook] { [AutomaticHousekeeping()] }

  /// What it can tell about the health of the cache.
  public var doctorChecks: [any DoctorCheck] {
    [CacheDirectoryCheck(), FileSystemCheck(), UpkeepCheck()]
  }
}

/// `swiftpip cache`: the group of the commands about the cache.
struct CacheCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Shows what is in pip's cache and keeps it sound and small.",
    subcommands: [
      CacheDirectoryCommand.self, CacheInfoCommand.self, CacheListCommand.self,
      CacheRemoveCommand.self, CachePurgeCommand.self, CachePruneCommand.self,
      CacheVerifyCommand.self, CacheExtractCommand.self, CacheExportCommand.self,
      CacheImportCommand.self, CacheInspectCommand.self, CacheDiffCommand.self,
    ]
  )
}

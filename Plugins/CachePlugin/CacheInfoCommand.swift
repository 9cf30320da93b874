internal import ArgumentParser
internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit

/// Tells how much of what is in the cache: `swiftpip cache info`.
struct CacheInfoCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Tells how much of what is in pip's cache.",
    discussion: """
      Each area with its entries, its files, the bytes in them, and the bytes that files and \
      folders take of the disk.
      """
  )

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheInfoReport {
    let access = try await CacheAccess.begin(.reading, in: context)
    let inventory = try await CacheInventory.of(access.scan(in: context))
    return CacheInfoReport(
      directory: access.directory,
      inventory: inventory,
      diagnostics: access.diagnostics + inventory.obstacles.diagnostics
    )
  }
}

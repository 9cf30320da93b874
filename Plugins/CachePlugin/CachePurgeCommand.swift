internal import ArgumentParser
internal import PipCache
internal import PipPluginKit

/// Removes all entries: `swiftpip cache purge`.
struct CachePurgeCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Removes all entries from pip's cache.",
    discussion: """
      Responses, wheels, what is remembered of self-checks, and what nobody finished. Nobody's work \
      in progress is touched, and no pip that is running sees half an entry.
      """
  )

  @Flag(name: .customLong("dry-run"), help: "Only say what would go.")
  var isDryRun = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheRemovalReport {
    let access = try await CacheAccess.begin(.changing, in: context)
    let scan = CacheScan(access.directory)
    let all = try await AllEntries.of(scan)
    let dead = try await DeadEntries.of(scan, now: context.clock())
    return await CacheRemovalReport.removing(
      all.doomed + dead.doomed,
      from: access,
      isDryRun: isDryRun,
      dead.obstacles
    )
  }
}

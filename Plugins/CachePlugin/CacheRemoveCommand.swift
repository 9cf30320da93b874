internal import ArgumentParser
internal import PipCache
internal import PipPluginKit

/// Removes entries by their names: `swiftpip cache remove`.
struct CacheRemoveCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Removes entries from pip's cache by their names.",
    discussion: """
      Of a project everything goes: wheels that were built or downloaded, sdists, metadata and \
      pages. Names match in any spelling: "scikit_learn", "django-5*". Nobody's work in progress is \
      touched, and no pip that is running sees half an entry.
      """
  )

  @Argument(help: ArgumentHelp("What is to go.", valueName: "pattern"))
  var patterns: [String]

  @Flag(name: .customLong("dry-run"), help: "Only say what would go.")
  var isDryRun = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheRemovalReport {
    let access = try await CacheAccess.begin(.changing, in: context)
    let contents = try await access.contents(of: [.httpV2, .http, .wheels], in: context)
    let patterns = patterns.map { EntryPattern($0) }
    let doomed = contents.entries
      .filter { entry in patterns.contains { $0.matches(entry.identity) } }
      .map { DoomedEntry($0, reason: "called so") }
    return await CacheRemovalReport.removing(
      doomed,
      from: access,
      isDryRun: isDryRun,
      contents.obstacles
    )
  }
}

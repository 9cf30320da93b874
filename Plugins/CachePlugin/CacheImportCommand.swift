internal import ArgumentParser
internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// Takes a snapshot into the cache: `swiftpip cache import`.
struct CacheImportCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes a snapshot into pip's cache: all of it or nothing.",
    discussion: """
      All of it is verified before anything is visible. What the cache has already stays, unless \
      "--conflict replace" is said. An import that was stopped is finished or undone by the next.
      """
  )

  /// What becomes of entries that the cache has, with other content.
  enum Conflict: String, ExpressibleByArgument, CaseIterable {
    case keep
    case replace

    static var allValueStrings: [String] { allCases.map(\.rawValue) }
    static var allValueDescriptions: [String: String] { [:] }
  }

  @Argument(
    help: ArgumentHelp("The snapshot; \"-\" is standard input.", valueName: "file"),
    completion: .file()
  )
  var file: String

  @Option(
    name: .customLong("conflict"),
    help: "What becomes of entries that are there with other content (default: keep)."
  )
  var conflict: Conflict?

  @Flag(name: .customLong("dry-run"), help: "Verify it, and say what would be done.")
  var isDryRun = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheImportReport {
    let access = try await CacheAccess.begin(.filling, in: context)
    let outcome = try await SnapshotImport.run(
      from: SnapshotSource.open(file),
      SnapshotImport.Request(
        directory: access.directory,
        isReplacing: conflict == .replace,
        isDryRun: isDryRun,
        now: context.clock()
      ),
      tell: context.listener("importing", unit: "bytes")
    )
    let sections =
      isDryRun ? [] : await SnapshotSections.restore(outcome.manifest.sections, in: context)
    return CacheImportReport(
      directory: access.directory,
      outcome: outcome,
      isDryRun: isDryRun,
      diagnostics: access.diagnostics + outcome.stuck.map(\.diagnostic) + sections
    )
  }
}

extension SnapshotImport.Stuck: Explainable {
  /// What people are told.
  var diagnostic: Diagnostic {
    Diagnostic(
      .warning,
      code: "snapshot.stuck",
      message: "an earlier import cannot be finished: \(folder.systemText)",
      causes: [failure.reason],
      hint: "mend what is in the way, or remove that folder"
    )
  }
}

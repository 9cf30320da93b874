internal import ArgumentParser
internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSnapshots
internal import PipSystem
internal import SystemPackage

/// Compares snapshots and cache folders: `swiftpip cache diff`.
struct CacheDiffCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Tells how two snapshots or cache folders differ.",
    discussion: """
      Added is what only the second has. Of a snapshot counts what its manifest says: its \
      contents are verified by "cache import --dry-run". Between different levels of redaction the \
      heads of responses are not compared. Ends with 2 where something differs.
      """
  )

  @Argument(
    help: ArgumentHelp("A snapshot or a cache folder.", valueName: "a"),
    completion: .file()
  )
  var first: String

  @Argument(
    help: ArgumentHelp("Another one; one of both may be \"-\".", valueName: "b"),
    completion: .file()
  )
  var second: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    guard first != "-" || second != "-" else {
      throw ValidationError("standard input is one snapshot, not two")
    }
  }

  func run(in context: Context) async throws -> CacheDiffReport {
    let before = try await Side.of(first, in: context)
    let after = try await Side.of(second, in: context)
    return CacheDiffReport(
      difference: try SnapshotDifference(from: before.manifest, to: after.manifest),
      isPartial: before.isPartial || after.isPartial,
      diagnostics: before.diagnostics + after.diagnostics
    )
  }

  /// What is compared.
  private struct Side {
    let manifest: SnapshotManifest
    let isPartial: Bool
    let diagnostics: [Diagnostic]

    static func of(_ text: String, in context: Context) async throws -> Side {
      let path = FilePath(systemText: text)
      guard text != "-", let status = try? path.status(), status.kind == .directory else {
        let reader = try SnapshotReader(from: SnapshotSource.open(text))
        return Side(manifest: reader.manifest, isPartial: false, diagnostics: [])
      }
      let scan = CacheScan(
        path,
        memory: FolderMemory(of: path, isKept: false),
        tell: context.listener("looking at \(text)", unit: "files")
      )
      let contents = try await CacheContents.of(
        scan,
        areas: AreaArgument.all,
        depth: .content,
        indexes: []
      )
      let plan = try await SnapshotPlan.of(
        contents.entries,
        among: contents.entries,
        SnapshotPlan.Request(directory: path, level: .exact, maker: .thisProgram),
        tell: context.listener("looking through entries", unit: "entries")
      )
      let nothing = contents.entries.isEmpty ? [Self.nothing(in: path)] : []
      return Side(
        manifest: plan.manifest,
        isPartial: contents.obstacles.isRefusal || plan.lacksRefused,
        diagnostics: contents.obstacles.diagnostics + nothing + omitted(plan.manifest, path)
      )
    }

    /// Says what of a folder could not be compared: no snapshot has it.
    private static func omitted(
      _ manifest: SnapshotManifest,
      _ directory: FilePath
    ) -> [Diagnostic] {
      manifest.redaction.omitted.sorted { $0.key < $1.key }.map { reason, count in
        Diagnostic(
          .warning,
          code: "cache.not-compared",
          message: "not compared in \(directory.systemText): "
            + SnapshotSummary.words(count, leftOut: reason)
        )
      }
    }

    /// Says that a folder has nothing of pip: it may be another than was meant.
    private static func nothing(in directory: FilePath) -> Diagnostic {
      Diagnostic(
        .warning,
        code: "cache.nothing",
        message: "there is nothing of a pip cache in \(directory.systemText)"
      )
    }
  }
}

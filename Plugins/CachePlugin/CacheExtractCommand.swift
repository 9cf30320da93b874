internal import ArgumentParser
internal import PipCache
internal import PipDiagnostics
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Copies wheels and sdists out of the cache: `swiftpip cache extract`.
struct CacheExtractCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Copies wheels and sdists out of pip's cache into a folder.",
    discussion: """
      The folder can then be installed from: "pip install --no-index --find-links DIR NAME". \
      What is damaged stays behind, and no file of the folder is replaced. Names match in any \
      spelling: "scikit_learn", "django-5*".
      """
  )

  @Argument(
    help: ArgumentHelp("Where to put them; made if it is not there.", valueName: "dir"),
    completion: .directory
  )
  var directory: String

  @Argument(help: ArgumentHelp("Only what is called so.", valueName: "pattern"))
  var patterns: [String] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheExtractReport {
    let access = try await CacheAccess.begin(.reading, in: context)
    let folder = FilePath(systemText: directory)
    do {
      try folder.makeDirectories(
        permissions: [.ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute]
      )
      _ = try OpenDirectory(folder, following: .links)
    } catch {
      throw FolderUnusable(folder: folder, failure: error)
    }
    let contents = try await access.contents(
      of: [.httpV2, .http, .wheels],
      depth: .content,
      in: context
    )
    let patterns = patterns.map { EntryPattern($0) }
    let wanted = contents.entries.filter { entry in
      patterns.isEmpty || patterns.contains { $0.matches(entry.identity) }
    }
    let wheelhouse = Wheelhouse(folder, from: access.directory, indexes: access.indexes)
    return CacheExtractReport(
      directory: folder,
      cacheDirectory: access.directory,
      files: await wheelhouse.take(wanted, among: contents.entries, now: context.clock()),
      isPartial: contents.obstacles.isRefusal,
      diagnostics: access.diagnostics + contents.obstacles.diagnostics
    )
  }
}

/// The folder for the files cannot be used.
struct FolderUnusable: Error, Explainable {
  let folder: FilePath
  let failure: SystemFailure

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "cache.folder-unusable",
      message: "nothing can be put into \(folder.systemText)",
      causes: [failure.reason],
      hint: "name a folder that you may write to"
    )
  }
}

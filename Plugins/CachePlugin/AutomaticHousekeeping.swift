internal import PipCache
internal import PipConfiguration
internal import PipFiles
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Removes in passing what is certainly dead, where the setting `housekeeping` asks for it.
///
/// At most once a day and for 50 ms, beside commands that look through the cache or fill it; what is
/// not done then is done another day, beginning elsewhere. What takes patience, responses with both
/// their halves, is left to `cache prune`.
struct AutomaticHousekeeping: CommandHook {
  let name = "housekeeping"
  let moments: Set<HookMoment> = [.beside]

  /// How long it may take.
  static let budget = Duration.milliseconds(50)
  /// How long it is left alone.
  static let interval = Duration.seconds(86_400)

  private static let commands: Set<String> = [
    "cache extract", "cache info", "cache list", "cache verify",
  ]

  func concerns(_ command: CommandFacts) -> Bool {
    command.effect == .installs || Self.commands.contains(command.name)
  }

  func run(beside command: CommandFacts, in context: Context) async -> [Notice] {
    guard let settings = try? await context.cacheSettings() else { return [] }
    do {
      guard try settings.configuration.own("housekeeping")?.boolean() == true else { return [] }
    } catch {
      return [Notice(lines: ["\(error.diagnostic.message)"])]
    }
    guard let directory = settings.directory.directory,
      isDue(in: directory, now: context.clock())
    else { return [] }
    // The answer is out by then, and whoever set the setting gave it the time: that the command is
    // done is no reason to stop, for most are done sooner.
    // Looking takes half of it at most: what was found is to go, too.
    await clean(directory, in: context, from: .now)
    // Not noted is done again: nothing is lost.
    try? Publication.publish([], at: Self.marker(in: directory))
    return []
  }

  /// Where it is noted when it was last done, by the time of the file.
  static func marker(in directory: FilePath) -> FilePath {
    directory.appending("swiftpip").appending("housekeeping")
  }

  private func isDue(in directory: FilePath, now: Timestamp) -> Bool {
    // Where there is no folder of ours there is nothing to note it in, and little to do.
    let folder = directory.appending("swiftpip")
    guard (try? folder.status(following: .nothing))?.kind == .directory else { return false }
    guard let last = try? Self.marker(in: directory).status(following: .nothing) else {
      return true
    }
    let age = now.since(last.modified)
    return age > Self.interval || age < .zero
  }

  private func clean(
    _ directory: FilePath,
    in context: Context,
    from start: ContinuousClock.Instant
  ) async {
    let walk = TreeWalk(isOver: { ContinuousClock.now >= start + Self.budget / 2 })
    let memory = FolderMemory(of: directory, isKept: false)
    let scan = CacheScan(directory, workers: 1, walk: walk, memory: memory)
    guard let dead = try? await DeadEntries.of(scan, now: context.clock()) else { return }
    func isOver() -> Bool { ContinuousClock.now >= start + Self.budget }
    let removal = Removal(from: directory, patience: .zero)
    for entry in dead.doomed where !entry.place.isPair && !isOver() {
      _ = await removal.remove([entry])
    }
    var outcome = Removal.Outcome()
    for folder in dead.emptyFolders where !isOver() { removal.removeEmpty([folder], &outcome) }
  }
}

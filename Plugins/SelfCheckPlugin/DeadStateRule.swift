internal import PipPaths
internal import PipPluginKit
internal import PipSelfCheck
internal import PipSystem
internal import PipVersionCheck

/// What self-checks, pip's and ours, leave behind: the same files that a check sweeps in passing.
struct DeadStateRule: HousekeepingRule {
  let code = "self-check.dead-state"
  let abstract = "State of vanished environments and leftovers of self-checks."

  func deadFiles(limit: Int, in context: Context) async throws -> DeadFiles {
    let settings = try await context.settings()
    guard let cacheDirectory = settings.cacheDirectory.directory else {
      return DeadFiles(refusals: [settings.cacheDirectory.diagnostic].compactMap(\.self))
    }
    let sweep = Sweep(
      cacheDirectory: cacheDirectory,
      interval: CheckPolicy().interval,
      limit: limit
    )
    let (files, refusals) = sweep.deadFiles(now: context.clock())
    return DeadFiles(
      files.map { file in
        DeadFile(path: file.path.systemText, reason: file.reason.rawValue, size: file.size)
      },
      refusals: refusals
    )
  }
}

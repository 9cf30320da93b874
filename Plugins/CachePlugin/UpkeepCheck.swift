internal import PipCache
internal import PipDiagnostics
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Looks for what housekeeping could do.
struct UpkeepCheck: DoctorCheck {
  let code = "cache.upkeep"
  let abstract = "upkeep of the cache"

  func findings(in context: Context) async -> [Diagnostic] {
    guard let directory = try? await context.cacheSettings().directory.directory,
      let inventory = try? await CacheInventory.of(CacheScan(directory)),
      let dead = try? await DeadEntries.of(CacheScan(directory), now: context.clock())
    else { return [] }
    var findings = inventory.obstacles.diagnostics
    if !dead.doomed.isEmpty {
      let bytes = dead.doomed.reduce(Int64(0)) { $0.saturatingAdding($1.bytes) }
      findings.append(
        Diagnostic(
          .note,
          code: "cache.dead-entries",
          message: "\(ByteCount(bytes)) are of no use to anybody, in \(dead.doomed.count) files",
          hint: "swiftpip cache prune"
        )
      )
    }
    let old = inventory[.http]
    if old.files > 0, inventory[.httpV2].files > 0 {
      findings.append(
        Diagnostic(
          .note,
          code: "cache.old-responses",
          message: "\(ByteCount(old.bytes)) are only of use to pips before 23.3",
          hint: "if there are none: swiftpip cache prune --legacy"
        )
      )
    }
    let quarantine = Quarantine(of: directory).path
    if (try? quarantine.status(following: .nothing)) != nil {
      findings.append(
        Diagnostic(
          .note,
          code: "cache.quarantine",
          message: "damaged entries lie in \(quarantine.systemText)",
          hint: "prune drops them after a month"
        )
      )
    }
    return findings
  }
}

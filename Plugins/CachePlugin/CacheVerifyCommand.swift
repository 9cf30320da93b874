internal import ArgumentParser
internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Checks what is in the cache: `swiftpip cache verify`.
struct CacheVerifyCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks that every entry of pip's cache is whole.",
    discussion: """
      Archives and checksums, RECORD inside wheels, lengths, headers that pip fails on, digests on \
      cached pages. With --repair damaged entries are put aside, and pip fetches them anew. Ends \
      with 2 while damage remains.
      """
  )

  @Flag(name: .customLong("repair"), help: "Put what is damaged aside.")
  var isRepairing = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheVerifyReport {
    let access = try await CacheAccess.begin(isRepairing ? .changing : .reading, in: context)
    let verification = try await Verification.of(
      access.directory,
      indexes: access.indexes,
      now: context.clock(),
      memory: access.memory,
      tell: context.listener("checking", unit: "entries")
    )
    var outcome = Removal.Outcome()
    if isRepairing {
      let removal = Removal(from: access.directory, disposal: .quarantine)
      outcome = await removal.remove(verification.damages.map(\.entry))
    }
    return CacheVerifyReport(
      directory: access.directory,
      verification: verification,
      repaired: Set(outcome.removed.map(\.place)),
      wasRefused: outcome.failure != nil,
      diagnostics: access.diagnostics + verification.obstacles.diagnostics + outcome.diagnostics
    )
  }
}

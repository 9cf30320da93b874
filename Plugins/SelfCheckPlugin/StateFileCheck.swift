internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSelfCheck
internal import PipVersionCheck

/// Looks whether the state of this environment is one that pip can use.
struct StateFileCheck: DoctorCheck {
  let code = "self-check.state"
  let abstract = "state of self-checks"

  func findings(in context: Context) async -> [Diagnostic] {
    guard let settings = try? await context.settings() else { return [] }
    let store = StateStore(
      cacheDirectory: settings.cacheDirectory.directory,
      prefix: settings.prefix,
      package: PackageName.pip
    )
    let memory = store.recall(now: context.clock())
    switch memory.defect {
    case .missing:
      return []
    case .unreadable, .tooLarge, .malformed, .foreignKey, .invalidTime, .invalidVersion,
      .fromTheFuture:
      return [
        Diagnostic(
          .warning,
          code: "self-check.bad-state",
          message: memory.defect.words,
          hint: "run swiftpip self-check to write it anew"
        )
      ]
    }
  }
}

internal import PipConfiguration
internal import PipDiagnostics
internal import PipPaths
internal import PipPluginKit
internal import SystemPackage

/// The cache directory as a command may use it.
struct CacheAccess: Sendable {
  /// What a command does with the cache.
  enum Purpose: Sendable {
    /// It only looks.
    case reading
    /// It changes something.
    case changing
  }

  /// Where the cache is.
  let directory: FilePath

  /// Which rule chose it.
  let answer: CacheDirectoryAnswer

  /// What deserves attention about it.
  let diagnostics: [Diagnostic]

  /// Finds the cache.
  ///
  /// To look into a cache that belongs to another user harms nobody, so it is only said.
  ///
  /// - Throws: why there is no cache to use.
  static func begin(_ purpose: Purpose, in context: Context) async throws -> CacheAccess {
    let settings = try await context.cacheSettings()
    let answer = settings.directory
    let notices = settings.configuration.notices
    switch (answer.outcome, purpose) {
    case (.directory(let directory), _):
      return CacheAccess(directory: directory, answer: answer, diagnostics: notices)
    case (.disabled(.notOwned(let directory, _)), .reading):
      let warning = answer.diagnostic.map { [$0] } ?? []
      return CacheAccess(directory: directory, answer: answer, diagnostics: notices + warning)
    case (.disabled, _):
      throw CacheOff(answer: answer)
    }
  }
}

/// There is no cache that a command could work on.
struct CacheOff: Error, Explainable {
  let answer: CacheDirectoryAnswer

  var diagnostic: Diagnostic {
    answer.diagnostic?.with(severity: .error)
      ?? Diagnostic(
        .error,
        code: "cache.off",
        message: "the cache is turned off",
        causes: [answer.explanation],
        hint: "name the directory with --cache-dir"
      )
  }
}

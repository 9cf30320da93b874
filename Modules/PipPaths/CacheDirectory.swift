package import PipConfiguration
import PipSystem
import SystemPackage

/// Finds pip's cache directory as pip does.
package enum CacheDirectory {
  /// Returns where the cache is, or why there is none.
  ///
  /// An option on the command line decides first, of several the last one. Then any `no-cache-dir` in
  /// a variable or file turns the cache off: for pip even one that says no
  /// (`_handle_no_cache_dir` in `pip/_internal/cli/cmdoptions.py`). Then comes the strongest
  /// `cache-dir`, whose value is always a path: `false` is a folder. Then the system's convention.
  ///
  /// - Parameters:
  ///   - configuration: the settings of the run.
  ///   - sections: the command's sections, the weakest first.
  ///   - surroundings: variables, user and rules.
  /// - Returns: the answer; no directory is made.
  /// - Throws: `ConfigurationError` for a `no-cache-dir` that is no truth value, wherever it stands.
  package static func resolve(
    _ configuration: Configuration,
    for sections: [String],
    in surroundings: Surroundings
  ) throws(ConfigurationError) -> CacheDirectoryAnswer {
    let switches = configuration.configured("no-cache-dir", for: sections)
    for setting in switches { _ = try setting.boolean() }
    let flags = configuration.flags(named: ["cache-dir", "no-cache-dir"])
    let decisive =
      flags.last.map { Setting($0) } ?? switches.last
      ?? configuration.configured("cache-dir", for: sections).last
    guard let decisive else { return conventional(in: surroundings) }
    guard decisive.name == "cache-dir", !decisive.value.isEmpty else {
      return CacheDirectoryAnswer(
        outcome: .disabled(.turnedOff),
        rule: .setting(decisive),
        written: nil
      )
    }
    let path = try decisive.path(home: surroundings.home)
    return answer(path, .setting(decisive), surroundings)
  }

  private static func conventional(in surroundings: Surroundings) -> CacheDirectoryAnswer {
    guard let base = BaseDirectories(in: surroundings).cache else {
      return CacheDirectoryAnswer(outcome: .disabled(.noHome), rule: .home, written: nil)
    }
    let rule: CacheDirectoryAnswer.Rule =
      switch base.origin {
      case .variable(let name): .variable(name)
      case .home: .home
      }
    // A variable may hold "~" or be relative; pip replaces it only after its own folder is added.
    let text = surroundings.home.expandingTilde(in: base.path.appending("pip").systemText)
    return answer(FilePath(systemText: text), rule, surroundings)
  }

  private static func answer(
    _ path: FilePath,
    _ rule: CacheDirectoryAnswer.Rule,
    _ surroundings: Surroundings
  ) -> CacheDirectoryAnswer {
    let outcome: CacheDirectoryAnswer.Outcome =
      if let directory = path.realPath(from: surroundings.process.workingDirectory) {
        switch PathOwnership.of(directory, effectiveUser: surroundings.process.effectiveUser) {
        case .owned: .directory(directory)
        case .notOwned(let existing): .disabled(.notOwned(directory, existing: existing))
        }
      } else {
        .disabled(.noWorkingDirectory(path))
      }
    return CacheDirectoryAnswer(outcome: outcome, rule: rule, written: path)
  }
}

package import PipConfiguration
package import PipDiagnostics
import PipSystem
package import SystemPackage

/// Where pip's cache is, or why there is none, and which rule says so.
package struct CacheDirectoryAnswer: Sendable, Hashable {
  /// What came out.
  package enum Outcome: Sendable, Hashable {
    /// The cache directory, absolute and without links; it need not exist.
    case directory(FilePath)
    /// There is no cache.
    case disabled(Reason)
  }

  /// Why there is no cache.
  package enum Reason: Sendable, Hashable {
    /// A setting says so.
    case turnedOff
    /// The directory, or the existing one that it would be made in, is not the user's.
    case notOwned(FilePath, existing: FilePath)
    /// The user has no home directory, and no setting names another place.
    case noHome
    /// The place is relative to the current directory, which is gone.
    case noWorkingDirectory(FilePath)
  }

  /// What decided about the place.
  package enum Rule: Sendable, Hashable {
    /// A setting, `cache-dir` or `no-cache-dir`.
    case setting(Setting)
    /// A variable that names the directory for all caches of the user.
    case variable(String)
    /// The system's convention for caches in the home directory.
    case home
  }

  /// The directory, or why there is none.
  package var outcome: Outcome
  /// What decided about the place.
  package var rule: Rule
  /// The place before links were resolved, nil where there is none.
  package var written: FilePath?

  /// The cache directory, nil where the cache is off.
  package var directory: FilePath? {
    guard case .directory(let path) = outcome else { return nil }
    return path
  }

  /// The setting that decided, built in where none did.
  package var source: SettingSource {
    switch rule {
    case .setting(let setting): setting.source
    case .variable(let name): .variable(name)
    case .home: .builtIn
    }
  }
}

extension CacheDirectoryAnswer {
  /// Which rule decided, in one line.
  package var explanation: String {
    switch rule {
    case .setting(let setting):
      setting.name == "no-cache-dir"
        ? "\(setting.source) turns the cache off"
        : "\(setting.source) says cache-dir is \"\(CredentialMask.masking(setting.value))\""
    case .variable(let name): "\(name) names the directory for caches"
    case .home: "caches are in the home directory where no setting names another place"
    }
  }

  /// Why there is no cache although nobody turned it off, nil where all is as it was asked for.
  package var diagnostic: Diagnostic? {
    guard case .disabled(let reason) = outcome else { return nil }
    switch reason {
    case .turnedOff:
      return nil
    case .notOwned(let directory, let existing):
      return Diagnostic(
        .warning,
        code: "cache.not-owned",
        message: "the cache is off: \(directory.systemText) is not yours to write in",
        causes: ["\(existing.systemText) belongs to another user or is read-only", explanation],
        hint: "correct the owner, name another place with --cache-dir, or use sudo -H"
      )
    case .noHome:
      return Diagnostic(
        .warning,
        code: "cache.no-home",
        message: "the cache is off: this user has no home directory",
        hint: "set HOME, or name a place with --cache-dir"
      )
    case .noWorkingDirectory(let path):
      return Diagnostic(
        .warning,
        code: "cache.no-working-directory",
        message: "the cache is off: \(path.systemText) is relative to a directory that is gone",
        causes: [explanation],
        hint: "change to a directory that exists"
      )
    }
  }
}

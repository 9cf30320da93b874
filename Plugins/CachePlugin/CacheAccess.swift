internal import PipCache
internal import PipConfiguration
internal import PipDiagnostics
internal import PipIndex
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The cache directory as a command may use it.
struct CacheAccess: Sendable {
  /// What a command does with the cache.
  enum Purpose: Sendable {
    /// It only looks.
    case reading
    /// It changes something.
    case changing
    /// It puts something in, and makes the cache if it is not there.
    case filling
  }

  /// Where the cache is.
  let directory: FilePath

  /// Which rule chose it.
  let answer: CacheDirectoryAnswer

  /// The indexes that pip's configuration names, each with a slash at its end.
  let indexes: [String]

  /// What deserves attention about it.
  let diagnostics: [Diagnostic]

  /// Whether the cache may be written to.
  var isOwned: Bool { answer.directory != nil }

  /// Finds the cache.
  ///
  /// To look into a cache that belongs to another user harms nobody, so it is only said.
  ///
  /// - Throws: why there is no cache to use.
  static func begin(_ purpose: Purpose, in context: Context) async throws -> CacheAccess {
    let settings = try await context.cacheSettings()
    let answer = settings.directory
    let directory: FilePath
    var diagnostics = settings.configuration.notices
    switch (answer.outcome, purpose) {
    case (.directory(let owned), _):
      directory = owned
    case (.disabled(.notOwned(let foreign, _)), .reading):
      directory = foreign
      diagnostics += [answer.diagnostic].compactMap(\.self)
    case (.disabled, _):
      throw CacheOff(answer: answer)
    }
    // As for pip: what has not been made yet is empty.
    do {
      _ = try directory.status(following: .nothing)
    } catch  where error.errno == .noSuchFileOrDirectory {
      if purpose != .filling {
        diagnostics.append(CacheError.missing(directory).diagnostic.with(severity: .warning))
      }
    } catch {
      throw CacheError.unreadable(directory, error)
    }
    return CacheAccess(
      directory: directory,
      answer: answer,
      indexes: IndexURL.pages(in: settings.configuration),
      diagnostics: diagnostics
    )
  }

  /// What is remembered of the folders of the cache.
  var memory: FolderMemory { FolderMemory(of: directory, isKept: isOwned) }

  /// Returns how the cache is looked through; what is learned of it is kept for the next time.
  func scan(in context: Context) -> CacheScan {
    CacheScan(
      directory,
      memory: memory,
      tell: context.listener("looking at the cache", unit: "files")
    )
  }

  /// Looks through some areas of the cache.
  ///
  /// - Throws: `CacheError` where the cache itself cannot be read.
  func contents(
    of areas: Set<CacheArea>,
    depth: CacheEntry.Depth = .whole,
    in context: Context
  ) async throws -> CacheContents {
    let contents = try await CacheContents.of(
      scan(in: context),
      areas: areas,
      depth: depth,
      indexes: indexes
    )
    keep(contents)
    return contents
  }

  /// Looks through all of the cache for entries of some areas, and for what is dead.
  ///
  /// - Throws: `CacheError` where the cache itself cannot be read.
  func contentsAndDead(
    _ areas: Set<CacheArea>,
    now: Timestamp,
    in context: Context
  ) async throws -> (CacheContents, DeadEntries) {
    let (contents, dead) = try await CacheContents.of(
      scan(in: context),
      areas: areas,
      indexes: indexes,
      beside: DeadEntries(now: now)
    )
    keep(contents)
    return (contents, dead)
  }

  private func keep(_ contents: CacheContents) {
    // Not remembered is looked at again: nothing is lost.
    if contents.hasLearned, isOwned { try? contents.memory.keep(in: directory) }
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

extension Context {
  /// What is to be told how far something has come; nil where nobody would see it.
  func listener(_ activity: String, unit: String) -> ScanProgress.Listener? {
    guard let show = showProgress else { return nil }
    return { count, fraction in
      show(Progress(activity, count: count, unit: unit, fraction: fraction))
    }
  }
}

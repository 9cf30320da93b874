internal import PipCache
internal import PipConfiguration
internal import PipDiagnostics
internal import PipFiles
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Looks whether pip uses a cache, and whether all in it is the user's.
struct CacheDirectoryCheck: DoctorCheck {
  let code = "cache.directory"
  let abstract = "cache directory"

  func findings(in context: Context) async -> [Diagnostic] {
    guard let answer = try? await context.cacheSettings().directory else {
      // Why is another check's to tell.
      return [
        Diagnostic(
          .note,
          code: "cache.not-checked",
          message: "nobody knows where it is, so nothing about the cache was checked"
        )
      ]
    }
    guard let directory = answer.directory else {
      // Off by a setting is as somebody wants it; not owned is a problem.
      let isWanted = if case .disabled(.notOwned) = answer.outcome { false } else { true }
      return [answer.diagnostic ?? CacheOff(answer: answer).diagnostic].map { diagnostic in
        isWanted ? diagnostic.with(severity: .note) : diagnostic
      }
    }
    guard let status = try? directory.status() else {
      return [CacheError.missing(directory).diagnostic.with(severity: .note)]
    }
    var findings = [
      Diagnostic(.note, code: "cache.directory", message: directory.systemText)
    ]
    if status.mode.contains(.otherWrite), !status.mode.contains(.saveText) {
      findings.append(
        Diagnostic(
          .warning,
          code: "cache.writable-by-all",
          message: "every user of this machine may put wheels into the cache",
          hint: "chmod o-w \(ShellWord(directory.systemText))"
        )
      )
    }
    if let opened = try? OpenDirectory(directory) {
      findings += CacheScan.links(in: opened).map { TreeWalk.Obstacle.link($0).diagnostic }
    }
    return findings + (await foreign(in: directory, context))
  }

  /// Returns what pip cannot read or replace because it is not this user's.
  private func foreign(in directory: FilePath, _ context: Context) async -> [Diagnostic] {
    let survey: OwnerSurvey
    do {
      survey = try await OwnerSurvey.of(
        CacheScan(directory),
        for: context.surroundings.process.effectiveUser
      )
    } catch {
      return [error.diagnostic]
    }
    guard let first = survey.first else { return [] }
    return [
      Diagnostic(
        .warning,
        code: "cache.foreign-files",
        message: survey.count == 1
          ? "another user keeps a file or folder of the cache from you"
          : "another user keeps \(survey.count) files and folders of the cache from you",
        causes: ["the first is \(first.systemText)"],
        hint: "sudo chown -R \"$(id -u)\" \(ShellWord(directory.systemText))"
      )
    ]
  }
}

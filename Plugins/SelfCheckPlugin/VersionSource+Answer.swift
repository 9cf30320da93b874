internal import PipDiagnostics
internal import PipPackaging
internal import PipPluginKit
internal import PipSelfCheck

extension VersionSource {
  /// Returns the newest version that the source knows, as an index would say it.
  ///
  /// - Parameters:
  ///   - package: the package.
  ///   - context: the world as the command sees it.
  /// - Returns: the answer.
  func answer(about package: PackageName, in context: Context) async -> IndexAnswer {
    let all: [Version]
    do {
      all = try await versions(of: package.normalized, in: context)
        .compactMap { Version($0.description) }
    } catch {
      return .failed([
        Diagnostic(
          .warning,
          code: "self-check.source",
          message:
            "the source \"\(name)\" does not say which versions of \(package.original) there are",
          causes: [Diagnostic.message(of: error)]
        )
      ])
    }
    let final = all.filter { !$0.isPrerelease }
    guard let newest = (final.isEmpty ? all : final).max() else {
      return .noCandidate(warnings: [])
    }
    return .newest(newest, from: "plugin source \(name)", pages: [], warnings: [])
  }
}

internal import PipEnvironments
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import PipVersionCheck
internal import SystemPackage

/// Finds a package in an environment, without starting Python where that can be avoided.
struct SubjectFinder: Sendable {
  let settings: Settings
  let interpreter: PipEnvironments.Interpreter
  let memory: InterpreterMemory

  /// Returns the package as the environment has it.
  func subject(for package: PackageName) async throws -> CheckSubject {
    if case .virtualEnvironment(let prefix, let configuration) = settings.interpreter.kind,
      !configuration.includesSystemSitePackages
    {
      let folders = try SitePackages.candidates(in: prefix, configuration)
      return subject(package, in: folders, isExternallyManaged: false)
    }
    let facts = try await memory.facts(
      of: interpreter,
      isShim: settings.interpreter.kind == .shim
    )
    return subject(
      package,
      in: facts.searchPath.map { FilePath(systemText: $0) },
      isExternallyManaged: ExternalManagement.applies(to: facts)
    )
  }

  private func subject(
    _ package: PackageName,
    in folders: [FilePath],
    isExternallyManaged: Bool
  ) -> CheckSubject {
    let found = InstalledDistribution.find(package, in: folders)
    return CheckSubject(
      package: package,
      prefix: settings.prefix,
      installed: found?.version,
      installer: found?.installer ?? "",
      isExternallyManaged: isExternallyManaged
    )
  }
}

internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Looks whether there is an environment, and a pip in it.
struct EnvironmentCheck: DoctorCheck {
  let code = "environment.pip"
  let abstract = "environment and its pip"

  func findings(in context: Context) async -> [Diagnostic] {
    let settings: Settings
    do {
      settings = try await context.settings()
    } catch is ConfigurationError {
      // That is another check's to tell.
      return []
    } catch let error as any Explainable {
      return [error.diagnostic]
    } catch {
      return [Diagnostic(.error, code: "environment.unusable", message: "\(error)")]
    }
    return [
      Diagnostic(
        .note,
        code: "environment.found",
        message:
          "\(settings.interpreter.executable.systemText): \(settings.interpreter.chosenBy.explanation)"
      )
    ] + pip(in: settings)
  }

  private func pip(in settings: Settings) -> [Diagnostic] {
    guard case .virtualEnvironment(let prefix, let configuration) = settings.interpreter.kind,
      !configuration.includesSystemSitePackages,
      let folders = try? SitePackages.candidates(in: prefix, configuration)
    else { return [] }
    guard let pip = InstalledDistribution.find(.pip, in: folders) else {
      return [
        Diagnostic(
          .note,
          code: "environment.without-pip",
          message: "there is no pip in \(prefix.systemText)",
          hint: "to have one: \(ShellWord(settings.interpreter.executable.systemText)) -m ensurepip"
        )
      ]
    }
    guard let version = pip.version else { return [] }
    return [Diagnostic(.note, code: "environment.pip", message: "pip \(version)")]
  }
}

internal import PipConfiguration
internal import PipDiagnostics
internal import PipPluginKit

/// Looks whether pip's configuration can be read.
struct ConfigurationCheck: DoctorCheck {
  let code = "configuration.files"
  let abstract = "pip's configuration"

  func findings(in context: Context) async -> [Diagnostic] {
    do {
      return try await context.cacheSettings().configuration.notices
    } catch let error as ConfigurationError {
      return [error.diagnostic]
    } catch {
      // What else is wrong is another check's to tell.
      return []
    }
  }
}

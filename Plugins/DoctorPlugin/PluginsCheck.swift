internal import PipPluginKit

/// Looks whether all that plugins declare could be taken.
struct PluginsCheck: DoctorCheck {
  let code = "plugin.declarations"
  let abstract = "plugins"

  func findings(in context: Context) async -> [Diagnostic] { context.pluginDiagnostics }
}

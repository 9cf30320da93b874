internal import PipExternalPlugins
internal import PipPluginKit

/// Looks whether all external plugins can be used.
struct ExternalPluginsCheck: DoctorCheck {
  let code = "plugin.external"
  let abstract = "external plugins"

  func findings(in context: Context) async -> [Diagnostic] {
    let search = context.externalPlugins
    let trust = context.isWithoutPlugins ? nil : context.pluginPlaces.trust
    let flaw = trust.flatMap { PluginTrust(at: $0).flaw?.diagnostic }
    return [flaw].compactMap(\.self) + search.diagnostics
      + search.plugins.compactMap { plugin in
        do throws(PluginGuard.Refusal) {
          try PluginGuard.check(plugin)
          return nil
        } catch {
          return error.diagnostic(of: plugin)
        }
      }
  }
}

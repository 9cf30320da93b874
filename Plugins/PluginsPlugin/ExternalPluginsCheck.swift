internal import PipExternalPlugins
internal import PipPluginKit

/// Looks whether all external plugins can be used.
struct ExternalPluginsCheck: DoctorCheck {
  let code = "plugin.external"
  let abstract = "external plugins"

  func findings(in context: Context) async -> [Diagnostic] {
    let search = context.externalPlugins
    let trust = context.pluginTrust
    return [trust.flaw?.diagnostic].compactMap(\.self) + search.diagnostics
      + search.plugins.compactMap { plugin in
        do throws(PluginGuard.Refusal) {
          try PluginGuard.check(plugin)
        } catch {
          return error.diagnostic(of: plugin)
        }
        // Who was never trusted does nothing; who was has hooks that complain each time.
        guard case .changed(let changes)? = try? trust.verdict(on: plugin) else { return nil }
        return PluginRefusal.untrusted(plugin, changes: changes, nil).diagnostic
          .with(severity: .warning)
      }
  }
}

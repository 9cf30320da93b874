internal import PipExternalPlugins
internal import PipPluginKit

extension Context {
  /// Where external plugins are.
  var pluginPlaces: PluginPlaces { PluginPlaces(in: surroundings, besides: program) }

  /// What is built in.
  var builtIn: BuiltIn {
    BuiltIn(commands: plugins.flatMap(\.commands), plugins: plugins.map(\.name))
  }

  /// Whom the user trusts; nobody where the user wants no external plugins, or has no home.
  var pluginTrust: PluginTrust {
    guard !isWithoutPlugins, let file = pluginPlaces.trust else { return PluginTrust() }
    return PluginTrust(at: file)
  }

  /// The external plugins that there are; none where the user wants none.
  var externalPlugins: PluginSearch {
    guard !isWithoutPlugins else { return PluginSearch() }
    return PluginSearch(in: pluginPlaces, besides: builtIn)
  }
}

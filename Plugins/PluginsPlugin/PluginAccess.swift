internal import PipExternalPlugins
internal import PipPluginKit

extension Context {
  /// Where external plugins are.
  var pluginPlaces: PluginPlaces { PluginPlaces(in: surroundings, besides: program) }

  /// What is built in.
  var builtIn: BuiltIn {
    BuiltIn(commands: plugins.flatMap(\.commands), plugins: plugins.map(\.name))
  }

  /// The external plugins that there are; none where the user wants none.
  var externalPlugins: PluginSearch {
    guard !isWithoutPlugins else { return PluginSearch() }
    return PluginSearch(in: pluginPlaces, besides: builtIn)
  }
}

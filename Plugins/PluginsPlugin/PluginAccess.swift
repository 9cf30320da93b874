internal import PipExternalPlugins
internal import PipPluginKit

extension Context {
  /// Where external plugins are.
  var pluginPlaces: PluginPlaces { PluginPlaces(in: surroundings, besides: program) }

  /// The external plugins that there are; none where the user wants none.
  var externalPlugins: PluginSearch {
    guard !isWithoutPlugins else { return PluginSearch() }
    return PluginSearch(in: pluginPlaces, besides: Set(plugins.flatMap(\.commands)))
  }
}

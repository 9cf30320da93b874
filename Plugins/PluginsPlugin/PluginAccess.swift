internal import PipExternalPlugins
internal import PipPluginKit

extension Context {
  /// Where external plugins are.
  var pluginPlaces: PluginPlaces { PluginPlaces(in: surroundings, besides: program) }

  /// The commands that no external plugin can have.
  var ownCommands: Set<String> { PluginName.ofSwiftpip.union(plugins.flatMap(\.commands)) }

  /// The external plugins that there are; none where the user wants none.
  var externalPlugins: PluginSearch {
    guard !isWithoutPlugins else { return PluginSearch() }
    return PluginSearch(in: pluginPlaces, besides: ownCommands)
  }
}

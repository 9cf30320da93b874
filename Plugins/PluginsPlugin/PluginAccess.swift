internal import PipConfiguration
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipSystem

extension Context {
  /// Where external plugins are.
  var pluginPlaces: PluginPlaces { PluginPlaces(in: surroundings, besides: program) }

  /// Whether external plugins are not to be looked for.
  func isWithoutPlugins(_ global: GlobalOptions) -> Bool {
    global.withoutPlugins || surroundings.environment.nonEmpty("SWIFTPIP_NO_PLUGINS") != nil
  }

  /// The external plugins that there are.
  var externalPlugins: PluginSearch {
    PluginSearch(
      in: pluginPlaces,
      besides: PluginName.ofSwiftpip.union(plugins.flatMap(\.commands))
    )
  }
}

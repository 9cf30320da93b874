/// What a plugin that is built in adds, by name.
package struct PluginSummary: Sendable {
  /// The plugin's name.
  package let name: String

  /// What it adds, in one sentence.
  package let abstract: String

  /// Its version; empty where it says none.
  package let version: String

  /// Its type.
  private let type: any Plugin.Type

  /// Its commands at the top of the tree.
  package var commands: [String] = []

  /// Its hooks of both kinds.
  package var hooks: [String] = []

  /// Its sources of versions.
  package var versionSources: [String] = []

  /// Its sections of snapshots.
  package var snapshotSections: [String] = []

  /// Its checks, by their codes.
  package var doctorChecks: [String] = []

  /// Its rules, by their codes.
  package var housekeepingRules: [String] = []

  /// Creates a summary of a plugin, without anything that it adds.
  package init(of plugin: some Plugin) {
    name = plugin.name
    abstract = plugin.abstract
    version = plugin.version
    type = Swift.type(of: plugin)
  }

  /// The module that it is in: the runtime is asked only where somebody wants to know.
  package var module: String { String(String(reflecting: type).prefix { $0 != "." }) }
}

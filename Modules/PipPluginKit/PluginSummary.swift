/// What a plugin that is built in adds, by name.
package struct PluginSummary: Sendable, Hashable {
  /// The plugin's name.
  package let name: String

  /// What it adds, in one sentence.
  package let abstract: String

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

  /// Creates a summary of a plugin that adds nothing yet.
  package init(name: String, abstract: String) {
    self.name = name
    self.abstract = abstract
  }
}

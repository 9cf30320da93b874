package import SystemPackage

/// A place where pip looks for a configuration file.
package struct ConfigurationLocation: Sendable, Hashable {
  /// For whom a configuration file is, in the order in which later ones win.
  package enum Scope: Sendable, Hashable, CaseIterable {
    /// For everybody on the machine.
    case global
    /// For one user.
    case user
    /// For one Python environment.
    case site
    /// For whom `PIP_CONFIG_FILE` names it.
    case variable
  }

  /// The file, which need not exist.
  package var path: FilePath
  /// For whom it is.
  package var scope: Scope
}

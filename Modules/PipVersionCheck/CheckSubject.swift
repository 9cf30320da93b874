package import PipPackaging

/// The package whose version is in question, as one environment has it.
package struct CheckSubject: Sendable, Hashable {
  /// The package, `pip` unless somebody asks for another.
  package var package: PackageName

  /// The `sys.prefix` of the environment, as a system text: not resolved, not folded.
  package var prefix: String

  /// The installed version, nil where the package is not installed.
  package var installed: Version?

  /// The first line of `INSTALLER` (PEP 376), empty where there is none.
  package var installer: String

  /// Whether another package manager owns the environment (PEP 668).
  package var isExternallyManaged: Bool

  /// Creates a subject from its facts.
  package init(
    package: PackageName,
    prefix: String,
    installed: Version?,
    installer: String,
    isExternallyManaged: Bool
  ) {
    self.package = package
    self.prefix = prefix
    self.installed = installed
    self.installer = installer
    self.isExternallyManaged = isExternallyManaged
  }

  /// Whether pip put the package there, and pip's users are to be told about newer ones.
  package var isInstalledByPip: Bool { installer == "pip" }
}

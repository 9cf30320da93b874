package import PipEnvironments
package import SystemPackage

/// The environment that distributions are installed into, and where their files wait until all are there.
package struct InstallSite: Sendable {
  /// Where files are in the end.
  package var scheme: InstallScheme

  /// Where they are written: the same folders, in a place that nobody looks at yet.
  package var staging: InstallScheme

  /// The program that is to run scripts, as they are to call it.
  package var interpreter: FilePath

  /// The first number of the interpreter's version.
  package var pythonMajor: Int

  /// The second number of the interpreter's version.
  package var pythonMinor: Int

  /// Creates a site.
  package init(
    scheme: InstallScheme,
    staging: InstallScheme,
    interpreter: FilePath,
    pythonMajor: Int,
    pythonMinor: Int
  ) {
    self.scheme = scheme
    self.staging = staging
    self.interpreter = interpreter
    self.pythonMajor = pythonMajor
    self.pythonMinor = pythonMinor
  }
}

/// What is asked for beside the files of a distribution.
package struct InstallRequest: Sendable, Hashable {
  /// Who installs, for INSTALLER (PEP 376).
  package var installer: String

  /// Whether it was asked for by name, for REQUESTED (PEP 376).
  package var isRequested: Bool

  /// Where it came from, for `direct_url.json` (PEP 610); nil where it was chosen from an index.
  package var directURL: [UInt8]?

  /// Creates a request.
  package init(installer: String = "swiftpip", isRequested: Bool = false, directURL: [UInt8]? = nil)
  {
    self.installer = installer
    self.isRequested = isRequested
    self.directURL = directURL
  }
}

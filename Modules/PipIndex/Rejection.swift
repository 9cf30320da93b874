/// Why a file on a project's page is not chosen.
package enum Rejection: String, Sendable, Hashable, CaseIterable {
  /// It is neither a wheel nor a source distribution, or its name cannot be read.
  case notADistribution = "not-a-distribution"
  /// It belongs to another project.
  case otherProject = "other-project"
  /// The project took it back (PEP 592).
  case yanked
  /// None of its tags is accepted by the interpreter (PEP 425).
  case tags
  /// Its `Requires-Python` excludes the interpreter, or it is for another Python.
  case requiresPython = "requires-python"
  /// It comes before a final release, and one fits or the project is pip.
  case prerelease
}

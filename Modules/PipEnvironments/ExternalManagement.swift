internal import PipSystem
internal import SystemPackage

/// Whether an environment belongs to another package manager (PEP 668).
package enum ExternalManagement {
  /// Tells whether the standard library's folder holds the marker.
  ///
  /// A virtual environment is its user's own, whoever owns the interpreter
  /// (`pip/_internal/utils/misc.py`, `check_externally_managed`).
  package static func applies(to facts: InterpreterFacts) -> Bool {
    guard !facts.isVirtualEnvironment, !facts.standardLibrary.isEmpty else { return false }
    let marker = FilePath(systemText: facts.standardLibrary).appending("EXTERNALLY-MANAGED")
    return (try? marker.status())?.kind == .regular
  }
}

package import PipDiagnostics
package import PipSystem
package import PipVersionCheck

/// What a check found, how it came to that, and what it did on the way.
package struct CheckOutcome: Sendable, Hashable {
  /// The answer.
  package var finding: CheckFinding

  /// What each gate saw, in order.
  package var verdicts: [GateVerdict]

  /// When an index would be asked next, nil where that is now.
  package var nextCheckAt: Timestamp?

  /// What kept the check from asking or from saving.
  package var diagnostics: [Diagnostic]

  /// What was cleaned up.
  package var swept: [SweptFile]
}

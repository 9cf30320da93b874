/// What one gate of a check saw and decided, for people who ask why.
package struct GateVerdict: Sendable, Hashable, Encodable {
  /// What a gate does to a check.
  package enum Decision: String, Sendable, Hashable, Encodable {
    /// The check goes on to the next gate.
    case passed
    /// The check goes on, but nobody is to be notified.
    case silenced
    /// The answer is known here.
    case answered
    /// The check ends here without an answer.
    case stopped
  }

  /// The gate's name, such as `installer`.
  package var gate: String

  /// The facts it looked at.
  package var saw: String

  /// What it decided.
  package var decision: Decision

  /// Creates a verdict.
  package init(_ gate: String, saw: String, _ decision: Decision) {
    self.gate = gate
    self.saw = saw
    self.decision = decision
  }
}

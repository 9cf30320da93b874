internal import PipSystem

/// All that is known from earlier checks of one subject when a new one begins.
package struct CheckMemory: Sendable, Hashable {
  /// The last answer of an index, if one can be used.
  package var record: CheckRecord?

  /// Why there is no usable record; `missing` where there is one.
  package var defect: StateFile.Defect

  /// The failures since the last answer.
  package var failure: FailureRecord?

  /// Creates a memory.
  package init(
    record: CheckRecord? = nil,
    defect: StateFile.Defect = .missing,
    failure: FailureRecord? = nil
  ) {
    self.record = record
    self.defect = defect
    self.failure = failure
  }
}

extension StateFile.Defect {
  /// What is wrong, in words that continue "the state:".
  package var words: String {
    switch self {
    case .missing: "never checked"
    case .unreadable(let reason): "the state file cannot be read (\(reason)); it counts as absent"
    case .tooLarge: "the state file is too large; it counts as absent"
    case .malformed: "the state file is malformed; it counts as absent"
    case .foreignKey(let key): "the state is of another environment, \(key); it counts as absent"
    case .invalidTime(let text): "the state has no valid time (\(text)); it counts as absent"
    case .invalidVersion(let text): "the state has no valid version (\(text)); it counts as absent"
    case .fromTheFuture(let time):
      "the state is from the future (\(time.rfc3339)); it counts as absent"
    }
  }
}

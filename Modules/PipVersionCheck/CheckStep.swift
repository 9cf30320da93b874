/// What a check does next.
package enum CheckStep: Sendable, Hashable {
  /// Answer with what is known.
  case answer(CheckRecord)
  /// Ask an index.
  case ask
  /// End without a fresh answer.
  case stop(CheckReason)
}

/// Whether a file was taken back by its project, as PEP 592 lets it.
package enum YankedStatus: Sendable, Hashable {
  /// It was not.
  case no

  /// It was, for a reason that may be empty.
  case yes(reason: String)

  /// Whether it was.
  package var isYanked: Bool { self != .no }
}

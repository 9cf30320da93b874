/// What the user, the environment and the configuration say about a check.
package struct CheckRequest: Sendable, Hashable {
  /// How a check came about.
  package enum Occasion: Sendable, Hashable {
    /// The user asked by name: every gate but the impossible is passed.
    case asked
    /// Another command ran: every gate holds.
    case passing
  }

  /// How the check came about.
  package var occasion: Occasion

  /// Where version checks were turned off, such as `PIP_DISABLE_PIP_VERSION_CHECK`; nil: nowhere.
  package var disabledBy: String?

  /// Why there is no index to ask, such as `PIP_NO_INDEX`; nil where there is one.
  package var withoutIndexBecauseOf: String?

  /// Whether the network must not be used.
  package var isOffline: Bool

  /// Whether to ask even if the answer is known or the index failed lately.
  package var isForced: Bool

  /// Names the indexes that would be asked, and how: where others failed, these need not.
  ///
  /// The check itself sets it once it has to know.
  package var askedOf = ""

  /// Creates a request.
  package init(
    occasion: Occasion,
    disabledBy: String? = nil,
    withoutIndexBecauseOf: String? = nil,
    isOffline: Bool = false,
    isForced: Bool = false
  ) {
    self.occasion = occasion
    self.disabledBy = disabledBy
    self.withoutIndexBecauseOf = withoutIndexBecauseOf
    self.isOffline = isOffline
    self.isForced = isForced
  }
}

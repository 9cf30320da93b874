/// Characters that are seen, and nothing else: what plugins say is shown on terminals.
extension Unicode.Scalar {
  /// Whether it can do more than to be seen where it stands: end a line, drive a terminal, turn the direction of
  /// what follows, or hide.
  package var isMoreThanSeen: Bool {
    switch properties.generalCategory {
    // Persian and emoji are written with joiners.
    case .format where self == "\u{200C}" || self == "\u{200D}": false
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}

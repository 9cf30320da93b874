/// Characters that are seen, and nothing else: what plugins say is shown on terminals.
extension Unicode.Scalar {
  /// Whether it can do more than to be seen where it stands: end a line, drive a terminal, turn the direction of
  /// what follows, or hide.
  package var isMoreThanSeen: Bool {
    // To ask for the category takes long, and most texts are as plain as can be.
    guard !isASCII else { return value < 0x20 || value == 0x7F }
    switch properties.generalCategory {
    // Persian and emoji are written with joiners.
    case .format: return self != "\u{200C}" && self != "\u{200D}"
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: return false
    }
  }
}

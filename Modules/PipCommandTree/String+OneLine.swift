/// Texts of others, where a line must stay a line and a terminal must not be told what to do.
extension String {
  /// The text with a blank for everything that breaks a line or controls a terminal.
  var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? " " : $0 }))
  }
}

extension Unicode.Scalar {
  private static let lineSeparators: ClosedRange<UInt32> = 0x2028...0x2029

  fileprivate var isControl: Bool {
    properties.generalCategory == .control || Self.lineSeparators.contains(value)
  }
}

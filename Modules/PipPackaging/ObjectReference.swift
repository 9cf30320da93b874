/// Where something is in Python's modules: `module:attribute` (PyPA entry points specification).
package struct ObjectReference: Sendable, Hashable {
  /// The module.
  package let module: String

  /// The attribute, with dots where it is one of another; nil where the module itself is meant.
  package let attribute: String?

  /// Parses a reference, or returns nil for a text that is none.
  ///
  /// Extras in brackets behind it are passed over, as pip passes over them
  /// (`distlib/scripts.py`).
  package init?(_ text: String) {
    var rest = text.unicodeScalars[...]
    let reference = rest.prefix { Self.isOfNames($0) || $0 == "." || $0 == ":" }
    rest = rest.dropFirst(reference.count).drop { $0.properties.isWhitespace }
    guard rest.isEmpty || rest.first == "[" && rest.last == "]" else { return nil }
    let parts = reference.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy(Self.isDotted), let module = parts.first else {
      return nil
    }
    self.module = String(module)
    attribute = parts.count == 2 ? String(parts[1]) : nil
  }

  private static func isDotted(_ part: Substring.UnicodeScalarView) -> Bool {
    part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
  }

  /// Tells whether Python's regular expressions take a character for one of words (`\w`).
  private static func isOfNames(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: scalar == "_"
    }
  }
}

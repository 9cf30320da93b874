/// The names of plugins, of their commands and of whatever else they declare.
package enum PluginName {
  /// What a name is, in a sentence.
  package static let rule =
    "a name is at most \(longest) lower-case letters, digits, hyphens and dots, and begins with a letter"

  /// The commands that swiftpip has whatever it is built with: no plugin can have one of them.
  package static let ofSwiftpip: Set<String> = ["completion", "help", "manual"]

  /// The longest name, in bytes.
  private static let longest = 64

  /// Tells whether a text is a name.
  package static func isValid(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= longest else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}

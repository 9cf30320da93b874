/// Texts as roff sets them letter by letter, whatever is in them.
enum RoffText {
  /// Returns a text as a part of a line that does not begin with it.
  static func inline(_ text: String) -> String {
    text.onOneLine.unicodeScalars.reduce(into: "") { $0 += escaped($1) }
  }

  /// Returns a text as the beginning of a line, where "." and "'" would be a request.
  static func line(_ text: String) -> String {
    let text = inline(text)
    // Blanks in front would break the paragraph.
    let trimmed = String(text.unicodeScalars.drop { $0 == " " })
    return trimmed.hasPrefix(".") ? "\\&" + trimmed : trimmed
  }

  /// Returns a text as one argument of a macro.
  static func argument(_ text: String) -> String { "\"\(inline(text))\"" }

  /// Returns a text in bold.
  static func bold(_ text: String) -> String { "\\fB\(inline(text))\\fR" }

  /// Returns a text in italics.
  static func italic(_ text: String) -> String { "\\fI\(inline(text))\\fR" }

  /// Returns how an option is written, so that no line is broken in it.
  static func usage(of option: CommandTree.Option) -> String {
    // The longest name says the most.
    let name = option.names.max { $0.utf8.count < $1.utf8.count } ?? ""
    return bold(name) + (option.valueName.map { "\\ " + italic($0) } ?? "")
  }

  /// Returns the lines of a text; an empty line divides paragraphs.
  static func paragraphs(_ text: String) -> [String] {
    // Scalars, because a carriage return and a line feed are one character.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line(String($0)) }
    let paragraphs = lines.split { $0.unicodeScalars.allSatisfy { $0 == " " } }
    return Array(paragraphs.joined(separator: [".PP"]))
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\\": "\\(rs"
    case "-": "\\-"
    case "'": "\\(aq"
    case "`": "\\(ga"
    case "^": "\\(ha"
    case "~": "\\(ti"
    case "\"": "\\(dq"
    case _ where scalar.isASCII: String(scalar)
    default: "\\[u\(code(of: scalar))]"
    }
  }

  /// The number of a scalar in capital hexadecimal digits, four at least.
  private static func code(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

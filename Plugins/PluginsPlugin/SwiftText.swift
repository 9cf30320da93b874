/// A text as a literal of Swift.
struct SwiftText: CustomStringConvertible {
  let description: String

  init(_ text: String) {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        literal += "\\u{\(String(scalar.value, radix: 16))}"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    description = literal + "\""
  }
}

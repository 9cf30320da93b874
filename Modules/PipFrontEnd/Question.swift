internal import PipPluginKit

/// Asks whether to go on, as pip does: a line is an answer, an empty one the usual one.
struct Question: Sendable {
  let console: Console
  /// Reads a line of what the user types; nil at the end.
  let readLine: @Sendable () -> String?
  /// What is asked.
  var words = "Proceed"
  /// What an empty line says.
  var usual = true

  /// Shows lines and asks until there is an answer; nil where there is none.
  func confirm(_ lines: [String]) -> Bool? {
    var page = Page()
    for line in lines { page.line("\(line)") }
    try? console.show(page, on: .talk)
    while true {
      try? console.write(Array("\(words) (\(usual ? "Y/n" : "y/N"))? ".utf8), to: .talk)
      switch readLine()?.lowercased() {
      case "": return usual
      case "y", "yes": return true
      case "n", "no": return false
      case nil: return nil
      case let other?:
        var again = Page()
        again.line("\(other.debugDescription) is no answer: say y or n")
        try? console.show(again, on: .talk)
      }
    }
  }
}

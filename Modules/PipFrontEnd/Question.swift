internal import PipPluginKit

/// Asks whether to go on, as pip does: a line is an answer, an empty one a yes.
struct Question: Sendable {
  let console: Console
  /// Reads a line of what the user types; nil at the end.
  let readLine: @Sendable () -> String?

  /// Shows lines and asks until there is an answer; nil where there is none.
  func confirm(_ lines: [String]) -> Bool? {
    var page = Page()
    for line in lines { page.line("\(line)") }
    try? console.show(page, on: .talk)
    while true {
      try? console.write(Array("Proceed (Y/n)? ".utf8), to: .talk)
      switch readLine()?.lowercased() {
      case "", "y", "yes": return true
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

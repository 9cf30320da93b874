internal import PipPluginKit
internal import PipSystem

/// Turns pages into bytes for a stream, with colours where the stream shows them.
struct Painter {
  /// Whether styles become colours.
  let isColored: Bool

  init(isColored: Bool) {
    self.isColored = isColored
  }

  /// Decides by the user's word, then by `NO_COLOR`, `CLICOLOR_FORCE` and `TERM`, then by whether
  /// the stream is a terminal.
  init(color: GlobalOptions.Color, environment: Environment, isTerminal: Bool) {
    isColored =
      switch color {
      case .always: true
      case .never: false
      case .auto:
        if environment.nonEmpty("NO_COLOR") != nil {
          false
        } else if let force = environment.nonEmpty("CLICOLOR_FORCE"), force != "0" {
          true
        } else {
          isTerminal && environment["TERM"] != "dumb"
        }
      }
  }

  /// Returns the bytes of a page: bytes that are no UTF-8 as they came, control characters and
  /// those that turn the direction of writing as escapes, so that no text from outside can drive the
  /// terminal or show itself in another order.
  func bytes(of page: Page) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(page.lines.reduce(0) { $0 + Self.length(of: $1) })
    for line in page.lines {
      for span in line {
        let code = isColored ? Self.code(of: span.style) : nil
        if let code { bytes += Array("\u{1B}[\(code)m".utf8) }
        ShownText.append(span.text, to: &bytes)
        if code != nil { bytes += Array("\u{1B}[0m".utf8) }
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// How many bytes a line of plain text takes.
  private static func length(of line: [Page.Span]) -> Int {
    line.reduce(1) { $0 + $1.text.utf8.count }
  }

  private static func code(of style: Page.Style) -> String? {
    switch style {
    case .plain: nil
    case .strong: "1"
    case .good: "32"
    case .warning: "33"
    case .bad: "31"
    case .faint: "2"
    }
  }
}

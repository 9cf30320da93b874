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
        Self.append(span.text, to: &bytes)
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

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    // Most texts are as plain as can be.
    let start = bytes.count
    bytes += text.utf8
    guard !bytes[start...].allSatisfy({ (0x20..<0x7F).contains($0) }) else { return }
    bytes.removeLast(bytes.count - start)
    for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if let byte = SystemText.byte(escapedBy: scalar) {
      // A lone C1 byte drives some terminals as a C1 character does.
      bytes += (0x80..<0xA0).contains(byte) ? Array("\\x\(String(byte, radix: 16))".utf8) : [byte]
      return
    }
    switch scalar.value {
    case 0x09: bytes.append(0x09)
    case ..<0x20, 0x7F..<0xA0:
      let digits = String(scalar.value, radix: 16)
      bytes += Array("\\x\(digits.count < 2 ? "0" : "")\(digits)".utf8)
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069:
      bytes += Array("\\u{\(String(scalar.value, radix: 16))}".utf8)
    default: bytes += Array(String(scalar).utf8)
    }
  }
}

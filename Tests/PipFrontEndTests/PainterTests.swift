import PipPluginKit
import PipSystem
import Testing

@testable import PipFrontEnd

@Suite struct PainterTests {
  /// What a stream and its user say about colour.
  struct Row: Sendable {
    var color: GlobalOptions.Color
    var variables: [String: String]
    var isTerminal: Bool
    var isColored: Bool

    init(
      _ color: GlobalOptions.Color,
      _ variables: [String: String],
      terminal isTerminal: Bool,
      colored isColored: Bool
    ) {
      self.color = color
      self.variables = variables
      self.isTerminal = isTerminal
      self.isColored = isColored
    }
  }

  @Test(
    arguments: [
      Row(.auto, [:], terminal: true, colored: true),
      Row(.auto, [:], terminal: false, colored: false),
      Row(.auto, ["NO_COLOR": "1"], terminal: true, colored: false),
      Row(.auto, ["NO_COLOR": "0"], terminal: true, colored: false),
      Row(.auto, ["NO_COLOR": ""], terminal: true, colored: true),
      Row(.auto, ["CLICOLOR_FORCE": "1"], terminal: false, colored: true),
      Row(.auto, ["CLICOLOR_FORCE": "0"], terminal: false, colored: false),
      Row(.auto, ["CLICOLOR_FORCE": ""], terminal: false, colored: false),
      Row(.auto, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], terminal: true, colored: false),
      Row(.auto, ["TERM": "dumb"], terminal: true, colored: false),
      Row(.auto, ["TERM": "xterm"], terminal: true, colored: true),
      Row(.auto, ["TERM": "dumb", "CLICOLOR_FORCE": "1"], terminal: true, colored: true),
      Row(.always, ["NO_COLOR": "1", "TERM": "dumb"], terminal: false, colored: true),
      Row(.never, ["CLICOLOR_FORCE": "1"], terminal: true, colored: false),
    ]
  )
  func `the user's word decides, then the variables, then the stream`(row: Row) {
    let painter = Painter(
      color: row.color,
      environment: Environment(row.variables),
      isTerminal: row.isTerminal
    )
    #expect(painter.isColored == row.isColored)
  }

  private func bytes(_ text: String, colored: Bool = false) -> [UInt8] {
    var page = Page()
    page.line(text)
    return Painter(isColored: colored).bytes(of: page)
  }

  @Test(
    arguments: [
      ("plain", "plain"), ("a\tb", "a\tb"), ("a\u{1B}[31mb", "a\\x1b[31mb"), ("\u{0}", "\\x00"),
      ("a\nb", "a\\x0ab"), ("\r", "\\x0d"), ("\u{7F}", "\\x7f"), ("\u{9B}2J", "\\x9b2J"),
      ("é日本🐍", "é日本🐍"), ("\r\n", "\\x0d\\x0a"), ("\u{7}", "\\x07"),
    ]
  )
  func `no text from outside can drive the terminal`(text: String, shown: String) {
    #expect(bytes(text) == Array((shown + "\n").utf8))
  }

  @Test(
    arguments: [
      0x61C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069,
    ] as [UInt32]
  )
  func `no text from outside can show itself in another order`(value: UInt32) throws {
    let text = "a\(try #require(Unicode.Scalar(value)))b"
    #expect(bytes(text) == Array("a\\u{\(String(value, radix: 16))}b\n".utf8))
  }

  @Test(arguments: ["\u{61B}", "\u{200D}", "\u{2010}", "\u{2029}", "\u{202F}", "\u{206A}"])
  func `the neighbours of what turns the direction pass`(text: String) {
    #expect(bytes(text) == Array((text + "\n").utf8))
  }

  @Test(arguments: [UInt8(0xA0), 0xC3, 0xE9, 0xFF])
  func `bytes that are no UTF-8 pass`(byte: UInt8) {
    #expect(bytes(SystemText.string(decoding: [0x61, byte])) == [0x61, byte, 0x0A])
  }

  @Test(arguments: [UInt8(0x80), 0x9B, 0x9F])
  func `lone bytes that drive some terminals do not`(byte: UInt8) {
    let shown = "a\\x\(String(byte, radix: 16))\n"
    #expect(bytes(SystemText.string(decoding: [0x61, byte])) == Array(shown.utf8))
  }

  @Test func `styles are colours only where colours are wanted`() {
    var page = Page()
    page.line(
      "plain",
      Page.Span("strong", .strong),
      Page.Span("good", .good),
      Page.Span("warning", .warning),
      Page.Span("bad", .bad),
      Page.Span("faint", .faint)
    )
    let coloured = String(decoding: Painter(isColored: true).bytes(of: page), as: UTF8.self)
    let esc = "\u{1B}["
    #expect(
      coloured
        == "plain\(esc)1mstrong\(esc)0m\(esc)32mgood\(esc)0m\(esc)33mwarning\(esc)0m"
        + "\(esc)31mbad\(esc)0m\(esc)2mfaint\(esc)0m\n"
    )
    let plain = String(decoding: Painter(isColored: false).bytes(of: page), as: UTF8.self)
    #expect(plain == "plainstronggoodwarningbadfaint\n")
  }
}

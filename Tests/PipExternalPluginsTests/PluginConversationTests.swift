import PipPluginKit
import Testing

@testable import PipExternalPlugins

@Suite struct PluginConversationTests {
  private static let greeting = #"{"type":"greeting","protocol":1,"name":"say"}"#
  private static let report = #"{"type":"report","result":{"a":[1,null,true]},"page":["hello"]}"#

  /// What is heard of lines that come in pieces of some bytes.
  private static func hear(
    _ lines: [String],
    piece: Int = 7
  ) throws -> (events: [PluginConversation.Event], answer: ExternalReport) {
    var conversation = PluginConversation(with: "say", speaking: 1...1)
    var events: [PluginConversation.Event] = []
    var rest = Array(lines.map { $0 + "\n" }.joined().utf8)[...]
    while !rest.isEmpty {
      try conversation.receive(rest.prefix(piece)) { events.append($0) }
      rest = rest.dropFirst(piece)
    }
    return (events, try conversation.ended())
  }

  @Test(arguments: [1, 7, 4096])
  func `a plugin greets, tells how far it is, and answers`(piece: Int) throws {
    let (events, answer) = try Self.hear(
      [
        Self.greeting, "", "\r",
        #"{"type":"progress","activity":"looking","count":3,"unit":"files","fraction":0.5}"#,
        #"{"type":"diagnostic","severity":"note","code":"say.note","message":"so"}"#,
        Self.report,
      ],
      piece: piece
    )
    #expect(
      events == [
        .greeted, .progress(Progress("looking", count: 3, unit: "files", fraction: 0.5)), .answered,
      ]
    )
    #expect(answer.lines == [[Page.Span("hello")]])
    #expect(answer.exitStatus == .success)
    #expect(answer.diagnostics.map(\.code) == ["say.note"])
    guard case .object(let members) = answer.result else {
      Issue.record("no object")
      return
    }
    #expect(members.first?.value == .list([.integer(1), .null, .bool(true)]))
  }

  @Test func `styles that are known are shown`() throws {
    let page = #"[[{"text":"a","style":"bad"},{"text":"b","style":"later"},{"text":"c"}]]"#
    let (_, answer) = try Self.hear(
      [Self.greeting, #"{"type":"report","status":2,"page":\#(page)}"#]
    )
    #expect(answer.lines == [[Page.Span("a", .bad), Page.Span("b"), Page.Span("c")]])
    #expect(answer.exitStatus == .no)
    #expect(answer.result == .null)
  }

  @Test func `a failure is told in the plugin's words`() throws {
    let failure = #"{"type":"failure","code":"say.no","message":"no","causes":["x"],"hint":"y"}"#
    let error = #expect(throws: PluginComplaint.self) {
      try Self.hear([Self.greeting, failure])
    }
    #expect(
      error?.diagnostic
        == Diagnostic(.error, code: "say.no", message: "no", causes: ["x"], hint: "y")
    )
  }

  @Test(arguments: [
    ([], ProtocolViolation.noGreeting),
    ([report], .noGreeting),
    ([greeting, greeting], .greetingTwice),
    ([greeting], .noAnswer),
    ([greeting, report, report], .afterAnswer),
    ([#"{"type":"greeting","protocol":2,"name":"say"}"#], .otherProtocol(2)),
    ([#"{"type":"greeting","protocol":1,"name":"tell"}"#], .otherName("tell")),
    ([greeting, #"{"type":"wish"}"#], .unknownMessage("wish")),
    ([greeting, "nonsense"], .unreadable("it is no JSON of a message")),
    (
      [greeting, #"{"type":"report","status":3}"#], .unreadable("its status is none of 0, 1 and 2")
    ),
  ])
  func `whatever else it says is a violation`(
    lines: [String],
    violation: ProtocolViolation
  ) throws {
    #expect(throws: violation) { try Self.hear(lines) }
  }

  @Test func `bytes that are no UTF-8, and a line without end, are violations`() throws {
    var conversation = PluginConversation(with: "say", speaking: 1...1)
    #expect(throws: ProtocolViolation.unreadable("it is no UTF-8")) {
      try conversation.receive([0xFF, 0x0A]) { _ in }
    }
    var another = PluginConversation(with: "say", speaking: 1...1)
    try another.receive(Self.greeting.utf8) { _ in }
    #expect(throws: ProtocolViolation.cutOff) { try another.ended() }
  }

  @Test func `values of a line and what is kept of diagnostics have limits`() throws {
    func hear(_ lines: String...) throws -> ExternalReport {
      try Self.hear([Self.greeting] + lines, piece: 65_536).answer
    }
    func report(_ count: Int) -> String {
      let values = [String](repeating: "[]", count: count).joined(separator: ",")
      return #"{"type":"report","result":{"a":[\#(values)]}}"#
    }
    #expect(throws: ProtocolViolation.manyValues) { try hear(report(25_001)) }
    _ = try hear(report(20_000))
    // Signs in texts are no values.
    let text = String(repeating: #",[{\"\\"#, count: 20_000)
    _ = try hear(#"{"type":"report","page":["\#(text)"]}"#)
    let causes = [String](repeating: "\"\"", count: 20_000).joined(separator: ",")
    let diagnostic = #"{"type":"diagnostic","code":"say.a","message":"m","causes":[\#(causes)]}"#
    #expect(throws: ProtocolViolation.tooMuch) {
      try Self.hear(
        [Self.greeting] + [String](repeating: diagnostic, count: 20) + [Self.report],
        piece: 65_536
      )
    }
  }

  @Test func `a line and all lines have limits`() throws {
    var conversation = PluginConversation(with: "say", speaking: 1...1)
    let blank = [UInt8](repeating: 0x20, count: PluginConversation.longestLine)
    try conversation.receive(blank) { _ in }
    #expect(throws: ProtocolViolation.longLine) { try conversation.receive([0x20]) { _ in } }

    var another = PluginConversation(with: "say", speaking: 1...1)
    let lines = [UInt8](repeating: 0x0A, count: 1 << 20)
    for _ in 0..<64 { try another.receive(lines) { _ in } }
    #expect(throws: ProtocolViolation.tooMuch) { try another.receive([0x0A]) { _ in } }
  }
}

import PipPluginKit
import TestSupport
import Testing

@testable import PipExternalPlugins

@Suite struct PluginConversationFuzzTests {
  private static let greeting = #"{"type":"greeting","protocol":1,"name":"say"}"#

  private static let seeds = [
    #"{"type":"report","result":{"a":[1,null,true,"x",1.5e3,{"b":{}}]},"page":["hello"],"status":2}"#,
    #"{"type":"report","page":[[{"text":"a","style":"bad"},{"text":"b"}],"c"]}"#,
    #"{"type":"progress","activity":"looking","count":3,"unit":"files","fraction":0.5}"#,
    #"{"type":"diagnostic","severity":"note","code":"say.note","message":"so","causes":["a"]}"#,
    #"{"type":"failure","code":"say.no","message":"no","hint":"y"}"#,
    #"{"type":"greeting","protocol":1,"name":"say","capabilities":["a"]}"#,
  ].flatMap { line in
    [Array("\(greeting)\n\(line)\n".utf8), Array("\(greeting)\r\n\n\(line)".utf8)]
  }

  private static let tokens = [
    "\"type\"", "\"report\"", "\"failure\"", "\"progress\"", "\"greeting\"", "\"page\"",
    "\"result\"", "\"status\"", "\"text\"", "null", "true", "-1", "1e999", "9223372036854775808",
    "0.0000001", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "\n", "\r",
  ]

  @Test func `whatever a plugin writes is heard or refused, the same in any pieces`() throws {
    let run = FuzzRun("plugin-conversation", tokens: Self.tokens, pieces: [[0xFF], [0xC3], [0]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let whole = Self.hear(bytes, piece: max(1, bytes.count))
      let pieces = Self.hear(bytes, piece: 3)
      let rules: KeyValuePairs = [
        "pieces are heard as the whole": whole == pieces,
        "an answer is JSON of an object or nothing": whole.answer.map {
          if case .object = $0.result { true } else { $0.result == .null }
        } ?? true,
        "a status is one of commands": whole.answer.map {
          [.success, .failure, .no].contains($0.exitStatus)
        } ?? true,
      ]
      let verdict = FuzzRun.Verdict.read(rules)
      return verdict == .read && whole.answer == nil ? .refused : verdict
    }
    #expect(findings.isEmpty)
  }

  /// What is heard of bytes that come in pieces.
  private struct Heard: Equatable {
    var events: [PluginConversation.Event] = []
    var answer: ExternalReport?
    var problem: String?
  }

  private static func hear(_ bytes: [UInt8], piece: Int) -> Heard {
    var conversation = PluginConversation(with: "say", speaking: 1...1)
    var heard = Heard()
    var rest = bytes[...]
    do {
      while !rest.isEmpty {
        try conversation.receive(rest.prefix(piece)) { heard.events.append($0) }
        rest = rest.dropFirst(piece)
      }
      heard.answer = try conversation.ended()
    } catch {
      heard.problem = "\(error)"
    }
    return heard
  }
}

import Foundation
import PipPluginKit
import Testing

@testable import PipFrontEnd

/// Long lists are written in pieces, and come out as other lists do.
@Suite struct EnvelopeTests {
  private struct Lists: Encodable {
    var numbers: [Int]
    var words: [String]

    enum CodingKeys: String, CodingKey {
      case numbers
      case middle
      case again
      case words
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(LongList(words) { [$0: $0] }, forKey: .words)
      try container.encode("list 1 2 0", forKey: .middle)
      try container.encode(LongList(numbers) { $0 }, forKey: .numbers)
      try container.encode([LongList(numbers) { "\($0)" }], forKey: .again)
    }
  }

  private func pieces(_ lists: Lists) throws -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    try Envelope(command: "x", result: lists, diagnostics: []).write { pieces.append($0) }
    return pieces
  }

  @Test func `long lists stand where they belong`() throws {
    let pieces = try pieces(Lists(numbers: [1, 2], words: ["a\"b", "list "]))
    #expect(
      String(decoding: pieces.joined(), as: UTF8.self)
        == #"{"command":"x","diagnostics":[],"result":{"again":[["1","2"]],"middle":"list 1 2 0","#
        + #""numbers":[1,2],"words":[{"a\"b":"a\"b"},{"list ":"list "}]},"schema":1}"# + "\n"
    )
  }

  @Test func `without elements they are empty`() throws {
    let text = String(decoding: try pieces(Lists(numbers: [], words: [])).joined(), as: UTF8.self)
    #expect(text.contains(#""again":[[]],"middle":"list 1 2 0","numbers":[],"words":[]"#))
  }

  @Test func `what is long comes in pieces, and is whole`() throws {
    let numbers = Array(0..<50_000)
    let pieces = try pieces(Lists(numbers: numbers, words: []))
    #expect(pieces.count > 5)
    #expect(pieces.allSatisfy { $0.count < 70_000 })
    let document = try JSONSerialization.jsonObject(with: Data(pieces.joined()))
    let result = (document as? [String: Any])?["result"] as? [String: Any]
    #expect(result?["numbers"] as? [Int] == numbers)
    #expect((result?["again"] as? [[String]])?.first?.last == "49999")
  }

  @Test func `where it cannot be written nothing more is tried`() {
    struct Full: Error {}
    var count = 0
    #expect(throws: Full.self) {
      let lists = Lists(numbers: Array(0..<50_000), words: [])
      try Envelope(command: "x", result: lists, diagnostics: []).write { _ in
        count += 1
        throw Full()
      }
    }
    #expect(count == 1)
  }

  @Test func `other encoders see them as any other list`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(Lists(numbers: [7], words: ["a"]))
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"again":[["7"]],"middle":"list 1 2 0","numbers":[7],"words":[{"a":"a"}]}"#
    )
  }
}

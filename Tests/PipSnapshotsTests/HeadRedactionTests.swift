import PipCache
import Testing

@testable import PipSnapshots

@Suite struct HeadRedactionTests {
  private func head(
    _ headers: [(String, String)],
    vary: [(String, String?)] = []
  ) throws -> CachedResponse {
    let response = MessagePack.map([
      .init(.text("body"), .bytes([])),
      .init(.text("headers"), .map(headers.map { .init(.text($0.0), .text($0.1)) })),
      .init(.text("status"), .integer(200)), .init(.text("version"), .integer(11)),
      .init(.text("reason"), .text("OK")), .init(.text("decode_content"), .boolean(false)),
    ])
    let varied = vary.map { name, value in
      MessagePack.Member(.text(name), value.map(MessagePack.text) ?? .null)
    }
    let document = MessagePack.map([
      .init(.text("response"), response), .init(.text("vary"), .map(varied)),
    ])
    return try CachedResponse((Array("cc=4,".utf8) + document.encoded)[...])
  }

  @Test func `what is not known to be harmless goes, the rest stays as it was`() throws {
    let kept = [
      ("Content-Type", "text/html"), ("ETag", "\"1\""), ("Date", "Sat, 01 Aug 2026 00:00:00 GMT"),
      ("Vary", "Accept, Authorization"),
    ]
    let vary: [(String, String?)] = [("Accept", "*/*"), ("Authorization", nil)]
    let others = [
      ("Set-Cookie", "session=COOKIE"), ("x-amz-meta-owner", "alice@corp.example"),
      ("Server", "internal-7"), ("Set-Cookie2", "b=COOKIE"),
    ]
    let full = try head(kept + others, vary: vary)
    let expected = try head(kept, vary: vary).encoded
    #expect(
      HeadRedaction.redact(full, isPublic: false)
        == .head(expected, removed: ["cookie": 2, "header": 2])
    )
    #expect(HeadRedaction.redact(full, isPublic: true) == .omitted(.cookie))
    #expect(
      HeadRedaction.redact(try head(kept, vary: vary), isPublic: true)
        == .head(expected, removed: [:])
    )
  }

  @Test(arguments: ["Authorization", "cookie", "User-Agent", "X-Token"])
  func `what was given for somebody's sake is left out whole`(name: String) throws {
    let head = try head([("Vary", name)], vary: [(name, "Basic YWxpY2U6czNjcjN0")])
    for isPublic in [true, false] {
      #expect(HeadRedaction.redact(head, isPublic: isPublic) == .omitted(.credential))
    }
  }

  @Test func `other members of a response stay, other members beside it go`() throws {
    let head = try head([("X", "secret")])
    var members: [MessagePack.Member] = []
    if case .map(let found) = head.document { members = found }
    members.append(.init(.text("request"), .text("secret")))
    let bytes = Array("cc=4,".utf8) + MessagePack.map(members).encoded
    let outcome = HeadRedaction.redact(try CachedResponse(bytes[...]), isPublic: false)
    #expect(outcome == .head(try self.head([]).encoded, removed: ["header": 1]))
  }
}

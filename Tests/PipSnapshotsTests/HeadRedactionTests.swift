import PipCache
import Testing

@testable import PipSnapshots

@Suite struct HeadRedactionTests {
  private func head(
    _ headers: [(String, String)],
    vary: [(String, String?)] = [],
    reason: MessagePack = .text("OK")
  ) throws -> CachedResponse {
    let response = MessagePack.map([
      .init(.text("body"), .bytes([])),
      .init(.text("headers"), .map(headers.map { .init(.text($0.0), .text($0.1)) })),
      .init(.text("status"), .integer(200)), .init(.text("version"), .integer(11)),
      .init(.text("reason"), reason), .init(.text("decode_content"), .boolean(false)),
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

  @Test(arguments: ["Authorization", "cookie", "X-Token"])
  func `what was given for somebody's sake is left out whole`(name: String) throws {
    let head = try head([("Vary", name)], vary: [(name, "Basic YWxpY2U6czNjcjN0")])
    for isPublic in [true, false] {
      #expect(HeadRedaction.redact(head, isPublic: isPublic) == .omitted(.credential))
    }
  }

  @Test func `what was given to one program is not for others`() throws {
    let head = try head([("Vary", "User-Agent")], vary: [("User-Agent", "pip/26.3 {}")])
    #expect(HeadRedaction.redact(head, isPublic: false) == .omitted(.agent))
  }

  @Test(
    arguments: [
      ("Content-Type", "text/html CANARY", nil),
      ("Content-Type", "text/html; charset=CANARY; x=CANARY", "text/html"),
      ("Content-Type", "text/html; charset=\"utf-8\"", "text/html; charset=\"utf-8\""),
      ("Cache-Control", "max-age=600, x-token=CANARY, private", "max-age=600, private"),
      ("Cache-Control", "private=\"CANARY\"", nil), ("Cache-Control", "max-age=CANARY", nil),
      ("Vary", "X-CANARY, Accept", " Accept"), ("Date", "CANARY", nil), ("Age", "CANARY", nil),
      ("ETag", "\"alice@CANARY\"", nil), ("ETag", "W/\"5f0-abc\"", "W/\"5f0-abc\""),
      ("Expires", "-1", "-1"), ("Expires", "Sat, 01 Aug 2026 00:00:00 GMT CANARY", nil),
      ("X-PyPI-Last-Serial", "CANARY", nil), ("Content-Encoding", "gzip, CANARY", "gzip"),
      ("Content-Length", "12 CANARY", nil), ("Accept-Ranges", "CANARY", nil),
      ("Last-Modified", "Saturday, 01-Aug-26 00:00:00 GMT", "Saturday, 01-Aug-26 00:00:00 GMT"),
    ] as [(String, String, String?)]
  )
  func `of a value stays what such headers have`(name: String, value: String, rest: String?) throws
  {
    let expected = try head(rest.map { [(name, $0)] } ?? []).encoded
    let removed: [String: Int64] = value == rest ? [:] : ["value": 1]
    let outcome = HeadRedaction.redact(try head([(name, value)]), isPublic: true)
    #expect(outcome == .head(expected, removed: removed))
  }

  @Test func `a reason that servers do not give, and headers that nobody asks for, go`() throws {
    let full = try head([], vary: [("X-CANARY", nil), ("Accept", nil)], reason: .text("OK CANARY"))
    let expected = try head([], vary: [("Accept", nil)], reason: .text("")).encoded
    #expect(
      HeadRedaction.redact(full, isPublic: true) == .head(expected, removed: ["reason": 1])
    )
    let strange = try head([], reason: .bytes(Array("CANARY".utf8)))
    #expect(HeadRedaction.redact(strange, isPublic: true) == .omitted(.unreadable))
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

import PipCache
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct OldResponseFuzzTests {
  private static func response(_ body: [UInt8], isBodyFirst: Bool = true) -> [UInt8] {
    let content = MessagePack.Member(.text("body"), .bytes(body))
    let rest: [MessagePack.Member] = [
      .init(.text("headers"), .map([.init(.text("Content-Type"), .text("text/html"))])),
      .init(.text("status"), .integer(200)), .init(.text("reason"), .text("OK")),
    ]
    let members = isBodyFirst ? [content] + rest : rest + [content]
    let response = MessagePack.Member(.text("response"), .map(members))
    let vary = MessagePack.Member(.text("vary"), .map([]))
    // Python 2 has its own order.
    let document = MessagePack.map(isBodyFirst ? [response, vary] : [vary, response])
    return Array("cc=4,".utf8) + document.encoded
  }

  private static let seeds: [[UInt8]] = [
    response([]), response([0x61]), response([UInt8](repeating: 0xC4, count: 40)),
    response([UInt8](repeating: 0, count: 300)), response([UInt8](repeating: 1, count: 66_000)),
    response([0x61, 0x62], isBodyFirst: false),
    Array("cc=4,".utf8) + [0x81, 0xA8] + Array("response".utf8) + [0x81, 0xA4]
      + Array("body".utf8) + [0xC6, 0xFF, 0xFF, 0xFF, 0xFF],
    Array("cc=1,pickle".utf8),
  ]

  private static let pieces: [[UInt8]] = [
    [0xC4, 0], [0xC4, 1, 0x61], [0xC5, 0, 1, 0x61], [0xC6, 0, 0, 0, 0], [0x82], [0x80],
    [0xA4] + Array("body".utf8), [0xA8] + Array("response".utf8),
  ]

  @Test func `around its body a response is read as if it were read whole`() throws {
    let folder = try ScratchFolder()
    let run = FuzzRun("old-response", tokens: ["cc=4,", "status", "headers"], pieces: Self.pieces)
    let findings = try run.findings(from: Self.seeds) { bytes in
      let file = try OwnedDescriptor.openRegularFile(try folder.write("response", bytes))
      let old = try? OldResponse(file, size: Int64(bytes.count))
      let whole = try? CachedResponse(bytes[...])
      guard let old else {
        return whole == nil ? .refused : .broken(["what is read whole is read"])
      }
      let body = try file.read(at: old.bodyOffset, count: Int(old.bodyLength))
      return .read([
        "it is read whole": whole != nil,
        "the status is the same": old.head.status == whole?.status,
        "the headers are the same": old.head.headers == whole?.headers,
        "the body is in the file": Int64(body.count) == old.bodyLength,
        "the body is that of the whole, or among what was read whole": old.bodyOffset > 0
          ? whole?.document["response"]?["body"] == .bytes(body)
          : body.isEmpty && old.head == whole,
      ])
    }
    #expect(findings.isEmpty)
  }
}

import PipCache
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct CachedResponseTests {
  /// The head of a response as pip 26 packs it.
  private func head(
    _ change: (inout [MessagePack.Member]) -> Void = { _ in },
    vary: MessagePack? = .map([.init(.text("Accept-Encoding"), .text("gzip, deflate"))])
  ) -> [UInt8] {
    var response: [MessagePack.Member] = [
      .init(.text("body"), .bytes([])),
      .init(
        .text("headers"),
        .map([
          .init(.text("Content-Type"), .text("text/html")),
          .init(.text("Content-Encoding"), .text("gzip")),
        ])
      ),
      .init(.text("status"), .integer(200)), .init(.text("version"), .integer(11)),
      .init(.text("reason"), .text("OK")), .init(.text("decode_content"), .boolean(false)),
    ]
    change(&response)
    var document: [MessagePack.Member] = [.init(.text("response"), .map(response))]
    if let vary { document.append(.init(.text("vary"), vary)) }
    return Array("cc=4,".utf8) + MessagePack.map(document).encoded
  }

  @Test func `status, headers and what they vary with are read, and written back as they were`()
    throws
  {
    let bytes = head()
    let response = try CachedResponse(bytes[...])
    #expect(response.status == 200)
    #expect(response.header("content-encoding") == "gzip")
    #expect(response.vary.map(\.name) == ["Accept-Encoding"])
    #expect(response.encoded == bytes)
  }

  @Test func `older pips wrote no variations where there were none`() throws {
    #expect(try CachedResponse(head(vary: nil)[...]).vary.isEmpty)
    #expect(
      try CachedResponse(head(vary: .map([.init(.text("Cookie"), .null)]))[...]).vary.count == 1
    )
  }

  @Test func `what pip could not use has a reason`() throws {
    func defect(_ bytes: [UInt8]) -> CachedResponse.Defect? {
      do throws(CachedResponse.Defect) {
        _ = try CachedResponse(bytes[...])
        return nil
      } catch {
        return error
      }
    }
    #expect(defect([]) == .formless)
    #expect(defect(Array("<html>".utf8)) == .formless)
    #expect(defect(Array("cc=1,pickle".utf8)) == .otherForm("cc=1"))
    #expect(defect(Array("cc=4,".utf8)) == .undecodable)
    #expect(defect(Array("cc=4,".utf8) + [0xC0]) == .undecodable)
    #expect(defect(Array("cc=4,".utf8) + MessagePack.map([]).encoded) == .member("response"))
    #expect(defect(head { $0.removeAll { $0.key == .text("status") } }) == .member("status"))
    #expect(defect(head { $0.removeAll { $0.key == .text("headers") } }) == .member("headers"))
    #expect(defect(head(vary: .integer(1))) == .member("vary"))
  }

  @Test(arguments: [0, 1, 200, 300, 70_000])
  func `an old response is read around its body`(count: Int) throws {
    let folder = try ScratchFolder()
    let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let bytes = head { $0[0] = .init(.text("body"), .bytes(body)) }
    let path = try folder.write("response", bytes)
    let file = try OwnedDescriptor.openRegularFile(path)
    let response = try OldResponse(file, size: Int64(bytes.count))
    #expect(response.head.status == 200)
    #expect(response.bodyLength == Int64(count))
    #expect(try file.read(at: response.bodyOffset, count: count) == body)
  }

  @Test func `an old response that lies about its body is refused`() throws {
    let folder = try ScratchFolder()
    let bytes =
      Array("cc=4,".utf8) + [0x81, 0xA8] + Array("response".utf8) + [0x81, 0xA4]
      + Array("body".utf8) + [0xC6, 0xFF, 0xFF, 0xFF, 0xFF]
    let path = try folder.write("response", bytes)
    let file = try OwnedDescriptor.openRegularFile(path)
    #expect(throws: CachedResponse.Defect.undecodable) {
      _ = try OldResponse(file, size: Int64(bytes.count))
    }
  }
}

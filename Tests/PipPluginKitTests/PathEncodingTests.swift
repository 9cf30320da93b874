import Foundation
import PipPluginKit
import PipSystem
import Testing

@Suite struct PathEncodingTests {
  private struct Place: Encodable {
    var path: String

    enum CodingKeys: String, CodingKey {
      case path
      case pathBytes
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(path, forKey: .path, bytesKey: .pathBytes)
    }
  }

  private func json(_ bytes: [UInt8]) throws -> [String: String] {
    let data = try JSONEncoder().encode(Place(path: SystemText.string(decoding: bytes)))
    return try JSONDecoder().decode([String: String].self, from: data)
  }

  @Test(arguments: ["/srv/venv", "/srv/é", "/srv/日本", ""])
  func `a path that is text is just text`(path: String) throws {
    #expect(try json(Array(path.utf8)) == ["path": path])
  }

  @Test(
    arguments: [
      ([0x2F, 0x61, 0xE9] as [UInt8], "/a\u{FFFD}"),
      ([0xFF], "\u{FFFD}"),
      ([0x2F, 0xC3, 0x28], "/\u{FFFD}("),
      ([0x2F, 0xC3, 0xA9, 0xC3], "/é\u{FFFD}"),
    ]
  )
  func `a path that is none has its bytes beside it`(bytes: [UInt8], text: String) throws {
    #expect(
      try json(bytes) == ["path": text, "pathBytes": Data(bytes).base64EncodedString()]
    )
  }

  @Test(
    arguments: [
      ("/plain", Array("/plain".utf8), "/plain"),
      ("/\u{10FFFF}é", [0x2F, 0xFF] + Array("é".utf8), "/\u{FFFD}é"),
    ] as [(String, [UInt8], String)]
  )
  func `a path is what the system calls it, and what people read`(
    path: String,
    bytes: [UInt8],
    text: String
  ) {
    #expect(PathText.bytes(of: path) == bytes)
    #expect(PathText.readable(path) == text)
  }
}

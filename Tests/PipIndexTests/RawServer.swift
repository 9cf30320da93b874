import PipPackaging
import TestSupport
import Testing

@testable import PipIndex

/// A server that says some bytes to whoever connects, whatever is asked.
struct RawServer {
  private let process: LoopbackProcess

  init(_ head: String, _ body: [UInt8]) throws {
    let bytes = Array(head.utf8) + body
    let text = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    process = try LoopbackProcess(script: "loopback_peer.py", arguments: ["says", "--hex", text])
  }

  /// Asks it and returns the error that this must end with.
  func failure() async throws -> IndexError? {
    let (client, index) = try Loopback.client("http://127.0.0.1:\(process.port)/simple/")
    let project = try #require(PackageName("demo"))
    return await #expect(throws: IndexError.self) {
      _ = try await client.page(for: project, at: index, deadline: .now + .seconds(10))
    }
  }
}

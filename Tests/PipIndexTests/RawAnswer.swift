import PipPackaging
import TestSupport
import Testing

@testable import PipIndex

/// An answer that is bytes and no more: what a server says, whatever it is asked.
struct RawAnswer {
  private let hexadecimal: String

  init(_ head: String, _ body: [UInt8] = []) {
    let bytes = Array(head.utf8) + body
    hexadecimal = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Asks for it.
  func ask(validators: PageValidators? = nil) async throws -> PageAnswer {
    let port = try Peers.says.get().port
    let (client, index) = try Loopback.client("http://127.0.0.1:\(port)/\(hexadecimal)/")
    let project = try #require(PackageName("demo"))
    return try await client.page(
      for: project,
      at: index,
      validators: validators,
      deadline: .now + Loopback.patience
    )
  }

  /// Asks for it and returns the error that this must end with.
  func failure() async throws -> IndexError? {
    await #expect(throws: IndexError.self) { _ = try await ask() }
  }
}

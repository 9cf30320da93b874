import PipCache
import TestSupport
import Testing

@Suite struct MessagePackFuzzTests {
  private static let seeds: [[UInt8]] = [
    MessagePack.map([
      .init(.text("response"), .map([.init(.text("body"), .bytes([0, 0xFF]))])),
      .init(.text("vary"), .map([.init(.text("Accept"), .null)])),
    ]).encoded,
    MessagePack.array([
      .integer(0), .integer(-1), .integer(-33), .integer(-129), .integer(-32_769), .integer(.min),
      .integer(.max), .integer(1 << 32), .integer(65_536), .integer(256), .integer(128),
      .boolean(true), .boolean(false), .text([0xC3]), .bytes([UInt8](repeating: 1, count: 300)),
    ]).encoded,
    // Longer forms than there need be.
    [0x94, 0xCD, 0, 1, 0xDA, 0, 1, 0x61, 0xDF, 0, 0, 0, 1, 0xC0, 0xC0, 0xDD, 0, 0, 0, 0],
    [UInt8](repeating: 0x91, count: 15) + [0xC0],
    [UInt8](repeating: 0x91, count: 60_000),
    [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xC6, 0x7F, 0xFF, 0xFF, 0xFF], [0xC1], [0xCA, 0, 0, 0, 0],
  ]

  private static let pieces: [[UInt8]] = [
    [0xC0], [0x80], [0x81], [0x90], [0x91], [0xC4, 0], [0xC5, 0, 1], [0xC6, 0, 0, 0, 1],
    [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xD0, 0x80], [0xD3, 0x80],
    [0xDC, 0, 1], [0xDE, 0, 1], [0xD9, 1, 0x61], [0xDB, 0, 0, 0, 0],
  ]

  @Test func `what is read means the same when it is written, and takes no more bytes`() throws {
    let run = FuzzRun("message-pack", tokens: ["response", "body"], pieces: Self.pieces)
    let findings = try run.findings(from: Self.seeds) { bytes in
      guard let value = MessagePack(bytes[...]) else { return .refused }
      let again = value.encoded
      return .read([
        "it reads equal": MessagePack(again[...]) == value,
        "it is as short as it can be": again.count <= bytes.count,
      ])
    }
    #expect(findings.isEmpty)
  }
}

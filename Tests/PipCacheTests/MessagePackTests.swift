import PipCache
import TestSupport
import Testing

@Suite struct MessagePackTests {
  @Test(
    arguments: [
      (.null, [0xC0]), (.boolean(true), [0xC3]), (.boolean(false), [0xC2]),
      (.integer(0), [0]), (.integer(127), [0x7F]), (.integer(128), [0xCC, 0x80]),
      (.integer(256), [0xCD, 1, 0]), (.integer(65_536), [0xCE, 0, 1, 0, 0]),
      (.integer(1 << 32), [0xCF, 0, 0, 0, 1, 0, 0, 0, 0]), (.integer(-1), [0xFF]),
      (.integer(-32), [0xE0]), (.integer(-33), [0xD0, 0xDF]), (.integer(-129), [0xD1, 0xFF, 0x7F]),
      (.integer(-32_769), [0xD2, 0xFF, 0xFF, 0x7F, 0xFF]),
      (.integer(.min), [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0]),
      (.text("a"), [0xA1, 0x61]), (.bytes([1]), [0xC4, 1, 1]), (.array([.null]), [0x91, 0xC0]),
      (.map([.init(.text("a"), .integer(1))]), [0x81, 0xA1, 0x61, 1]),
    ] as [(MessagePack, [UInt8])]
  )
  func `each value has its shortest form`(value: MessagePack, bytes: [UInt8]) {
    #expect(value.encoded == bytes)
    #expect(MessagePack(bytes[...]) == value)
  }

  @Test(arguments: [31, 32, 255, 256, 65_535, 65_536])
  func `texts, bytes and lists of any length survive`(count: Int) {
    let values: [MessagePack] = [
      .text([UInt8](repeating: 0x61, count: count)), .bytes([UInt8](repeating: 0, count: count)),
      .array([MessagePack](repeating: .null, count: count)),
      .map([MessagePack.Member](repeating: .init(.null, .null), count: count)),
    ]
    for value in values { #expect(MessagePack(value.encoded[...]) == value) }
  }

  @Test(
    arguments: [
      [], [0xC1], [0xCA, 0, 0, 0, 0], [0xC7, 0, 0], [0xD4, 0, 0], [0xC0, 0xC0],
      [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
      [0xC6, 0xFF, 0xFF, 0xFF, 0xFF],
      [0xA5, 0x61], [0x91], [0x81, 0xC0], [UInt8](repeating: 0x91, count: 100),
      [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]]
  )
  func `what is no value, or a lie about its length, is refused`(bytes: [UInt8]) {
    #expect(MessagePack(bytes[...]) == nil)
  }

  @Test func `any bytes are read or refused in no time`() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...64, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      guard let value = MessagePack(bytes[...]) else { continue }
      #expect(MessagePack(value.encoded[...]) == value)
    }
  }
}

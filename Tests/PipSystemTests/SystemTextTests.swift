import PipSystem
import TestSupport
import Testing

@Suite struct SystemTextTests {
  @Test func `every single byte comes back`() {
    for byte in UInt8.min...UInt8.max {
      #expect(SystemText.bytes(of: SystemText.string(decoding: [byte])) == [byte])
    }
  }

  @Test func `every pair of bytes comes back`() {
    var lost: [[UInt8]] = []
    for first in stride(from: UInt8(0), through: 255, by: 3) {
      for second in UInt8.min...UInt8.max {
        let pair = [first, second]
        if SystemText.bytes(of: SystemText.string(decoding: pair)) != pair { lost.append(pair) }
      }
    }
    #expect(lost.isEmpty)
  }

  @Test func `random bytes come back`() {
    var generator = SeededGenerator(seed: 7)
    // Bytes that begin, continue and break sequences are more likely than others.
    let likely: [UInt8] = [0x61, 0x80, 0x8F, 0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xF4, 0xFE]
    var lost: [[UInt8]] = []
    for _ in 0..<4_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? likely.randomElement(using: &generator) ?? 0
          : UInt8.random(in: 0...255, using: &generator)
      }
      if SystemText.bytes(of: SystemText.string(decoding: bytes)) != bytes { lost.append(bytes) }
    }
    #expect(lost.isEmpty)
  }

  @Test("text stays as it is", arguments: ["", "/usr", "/tmp/é", "/tmp/😀", "e\u{301}", "\u{0}"])
  func keepsText(text: String) {
    let decoded = SystemText.string(decoding: Array(text.utf8))
    #expect(Array(decoded.utf8) == Array(text.utf8))
    #expect(SystemText.readable(text) == text)
  }

  @Test("a text that truly holds an escape comes back", arguments: [0x80, 0x81, 0xC3, 0xFE, 0xFF])
  func escapesEscapes(value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(0x10_FF00 + value))
    let bytes = Array("/a\(String(scalar))/b".utf8)
    let text = SystemText.string(decoding: bytes)
    #expect(text.unicodeScalars.count { SystemText.isEscape($0) } == 4)
    #expect(SystemText.bytes(of: text) == bytes)
    #expect(text != SystemText.string(decoding: [0x2F, 0x61, UInt8(value), 0x2F, 0x62]))
  }

  @Test(
    "what UTF-8 forbids is kept byte by byte",
    arguments: [
      [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xF8, 0x88],
    ] as [[UInt8]]
  )
  func escapesInvalid(bytes: [UInt8]) {
    let text = SystemText.string(decoding: bytes)
    #expect(text.unicodeScalars.compactMap(SystemText.byte(escapedBy:)) == bytes)
  }

  @Test func `only the bytes that are no text are escaped`() {
    let text = SystemText.string(decoding: [0x61, 0xFF, 0xC3, 0xA9])
    #expect(text == "a\u{10FFFF}é")
    #expect(SystemText.readable(text) == "a\u{FFFD}é")
  }

  @Test func `ordinary scalars are no escapes`() {
    for scalar in ["a", "é", "\u{10FF7F}", "\u{FFFD}"] as [Unicode.Scalar] {
      #expect(!SystemText.isEscape(scalar))
      #expect(SystemText.byte(escapedBy: scalar) == nil)
    }
  }

  @Test func `a part of an array is decoded as well as the whole`() {
    let bytes: [UInt8] = [0xFF, 0x61, 0xFE, 0x62]
    #expect(SystemText.bytes(of: SystemText.string(decoding: bytes[1...2])) == [0x61, 0xFE])
  }
}

import Testing

@testable import PipSnapshots

@Suite struct PlainLineTests {
  /// Bytes are looked at eight at a time: wherever one stands it ends a text that it may not be in.
  @Test(arguments: 0..<20) func `a text ends where a byte does not stand for itself`(place: Int) {
    for byte in UInt8.min...UInt8.max {
      var bytes = [UInt8](repeating: 0x7E, count: 24)
      bytes[place] = byte
      bytes[22] = UInt8(ascii: "\"")
      var line = PlainLine()
      let text = line.text(of: bytes.span)
      if byte == UInt8(ascii: "\"") {
        #expect(text == 0..<place)
      } else {
        #expect(text == (CanonicalJSON.isPlain(byte) ? 0..<22 : nil), "\(byte)")
      }
    }
  }

  @Test(arguments: 0..<20) func `two such bytes hide neither`(place: Int) {
    for byte: UInt8 in [0, 0x1F, 0x5C, 0x7F, 0x80, 0xFF] {
      for other: UInt8 in [0, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xFF] {
        var bytes = [UInt8](repeating: 0x20, count: 24)
        (bytes[place], bytes[place + 1]) = (byte, other)
        bytes[22] = UInt8(ascii: "\"")
        var line = PlainLine()
        let text = line.text(of: bytes.span)
        #expect(text == nil, "\(byte) \(other)")
      }
    }
  }

  @Test func `a text without an end is none`() {
    for count in 0..<20 {
      var line = PlainLine()
      let text = line.text(of: [UInt8](repeating: 0x61, count: count).span)
      #expect(text == nil)
    }
  }

  @Test func `words and numbers are taken if they are next`() {
    let bytes = Array("ab\"120,".utf8)
    var line = PlainLine()
    let taken = [
      line.take("abc", of: bytes.span), line.take("ab\"120,x", of: bytes.span),
      line.take("ab\"", of: bytes.span),
    ]
    #expect(taken == [false, false, true])
    let number = line.number(of: bytes.span)
    #expect(number?.value == 120)
    #expect(number?.place == 3..<6)
    #expect(line.position == 6)
    for (text, value) in [("0", 0), ("01", nil), ("", nil), ("9999999999999999999", nil)] {
      var line = PlainLine()
      let number = line.number(of: Array(text.utf8).span)
      #expect(number?.value == value.map(Int64.init))
    }
  }
}

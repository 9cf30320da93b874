import Testing

@testable import PipHashing

@Suite struct MessageCodeTests {
  @Test(
    "the published messages have the published codes (RFC 4231, sections 4.2 to 4.5)",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xCD, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
    ]
  )
  func published(key: [UInt8], message: [UInt8], code: String) {
    let codes = MessageCode(key: key)
    #expect(codes.code(of: message).hexadecimal == code)
    #expect(codes.code(of: message).hexadecimal == code)
  }
}

@Suite struct KeyedLabelsTests {
  @Test func `a text has one label, with another key another`() {
    let labels = KeyedLabels()
    #expect(labels.label(of: "secret") == labels.label(of: "secret"))
    #expect(labels.label(of: "secret") != labels.label(of: "secrets"))
    #expect(labels.label(of: "secret") != KeyedLabels().label(of: "secret"))
    #expect(labels.label(of: "secret").utf8.count == 32)
  }
}

import PipSystem
import SystemPackage
import Testing

@Suite struct FilePathSystemTextTests {
  @Test("a path comes back as it was written", arguments: ["/", "/usr", "a", "a/b", "/tmp/é😀", ""])
  func keepsText(text: String) {
    #expect(FilePath(systemText: text).systemText == text)
  }

  @Test func `a name with every byte but slash and NUL comes back`() {
    for byte in UInt8(1)...255 where byte != UInt8(ascii: "/") {
      let bytes: [UInt8] = [0x2F, 0x61, byte, 0x62]
      let path = FilePath(systemText: SystemText.string(decoding: bytes))
      #expect(path.bytes == bytes)
      #expect(SystemText.bytes(of: path.systemText) == bytes)
    }
  }

  @Test func `a NUL ends a path, as it does for the system`() {
    #expect(FilePath(systemText: "/a\0/b") == "/a")
  }

  @Test func `an entry that is no text is appended byte for byte`() {
    let name = SystemText.string(decoding: [0xFF, 0x61])
    #expect(
      FilePath("/a").appending(entrySystemText: name).bytes == [0x2F, 0x61, 0x2F, 0xFF, 0x61]
    )
  }
}

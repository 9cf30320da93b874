import PipPackaging
import Testing

@Suite struct RecordFileTests {
  @Test func `rows have a path, a digest and a size`() throws {
    let text = "a.py,sha256=AbC-_=,12\r\n\"b, \"\"c\"\".py\",SHA512=x,\nd/RECORD,,\n"
    let rows = try #require(RecordFile(Array(text.utf8))).rows
    #expect(
      rows == [
        .init(path: "a.py", algorithm: "sha256", digest: "AbC-_", size: 12),
        .init(path: "b, \"c\".py", algorithm: "sha512", digest: "x", size: nil),
        .init(path: "d/RECORD", algorithm: nil, digest: nil, size: nil),
      ]
    )
    #expect(RecordFile([])?.rows == [])
    #expect(RecordFile([0xEF, 0xBB, 0xBF] + Array("a,,".utf8))?.rows.first?.path == "a")
  }

  @Test(
    arguments: [
      ("a", "a"), ("a,b", "a"), ("a,,,,", "a"), (",,", ""), ("a,nohash,", "a"), ("a,,x", "a"),
      ("a,, 1", "a"), ("a,,-1", "a"), ("a,,99999999999999999999", "a"), ("   ", "   "),
      ("\"a,,", "a,,"), ("\"a\"b,,", "ab"), ("\"a\"\"b\"c\"d\",x", "a\"bc\"d\""),
      ("a\"b\",x", "a\"b\""), ("\"a\nb\",,", "ab"), ("\"\"", ""), ("a\u{2028}", "a"),
    ]
  )
  func `a row that pip takes says of its file what it can`(text: String, path: String) throws {
    let rows = try #require(RecordFile(Array(text.utf8))).rows
    #expect(rows == [.init(path: path)])
  }

  @Test(arguments: ["\n", "a,,\n\n", "\na,,", "a,,\r\r", "a,,\u{85}\u{85}", "a\u{B}\u{C}b"])
  func `pip ends on a blank line`(text: String) {
    #expect(RecordFile(Array(text.utf8)) == nil)
  }

  @Test func `pip ends on what is no UTF-8`() {
    #expect(RecordFile([0x61, 0xFF, 0x2C, 0x2C]) == nil)
  }

  @Test func `of a row with too many fields not all are kept`() throws {
    let commas = [UInt8](repeating: UInt8(ascii: ","), count: 1 << 20)
    #expect(try #require(RecordFile(commas)).rows == [.init(path: "")])
  }

  @Test func `a mark behind a sign takes nothing from what it means`() throws {
    let rows = try #require(RecordFile(Array("a,sha256=\u{301}b=\u{301},".utf8))).rows
    #expect(rows == [.init(path: "a", algorithm: "sha256", digest: "\u{301}b")])
  }
}

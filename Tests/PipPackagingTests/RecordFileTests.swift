import PipPackaging
import Testing

@Suite struct RecordFileTests {
  @Test func `rows have a path, a digest and a size`() throws {
    let text = "a.py,sha256=AbC-_=,12\r\n\"b, \"\"c\"\".py\",SHA512=x,\nd/RECORD,,\n\n"
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
      "a", "a,b", "a,,,", ",,", "a,nohash,", "a,,x", "a,,-1", "\"a,,", "\"a\"b,,",
      "a,,99999999999999999999",
    ]
  )
  func `what is no row makes it no RECORD`(text: String) {
    #expect(RecordFile(Array(text.utf8)) == nil)
  }

  @Test func `of a row with too many fields not all are read`() {
    let clock = ContinuousClock()
    let taken = clock.measure {
      #expect(RecordFile([UInt8](repeating: UInt8(ascii: ","), count: 16 << 20)) == nil)
    }
    #expect(taken < .seconds(1))
  }

  @Test func `a mark behind a sign takes nothing from what it means`() throws {
    let rows = try #require(RecordFile(Array("a,sha256=\u{301}b=\u{301},".utf8))).rows
    #expect(rows == [.init(path: "a", algorithm: "sha256", digest: "\u{301}b")])
  }
}

import PipFiles
import Testing

@Suite struct TemporaryNameTests {
  private static let hash = String(repeating: "0f", count: 28)

  @Test(
    "pip's names are recognised",
    arguments: [
      ("\(hash)abcdefgh.tmp", hash),
      ("\(hash)_0a1b2c_.tmp", hash),
      ("\(hash).bodyxxxxxxxx.tmp", "\(hash).body"),
      ("12345678.tmp", ""), ("\u{600}abcdefgh.tmp", "\u{600}"), ("\u{301}abcdefgh.tmp", "\u{301}"),
    ]
  )
  func recognises(name: String, target: String) {
    #expect(TemporaryName.target(of: name) == target)
  }

  @Test(
    "other names are refused",
    arguments: [
      "", ".tmp", "tmp", "1234567.tmp", "\(hash)", "\(hash).tmp2", "\(hash)ABCDEFGH.tmp",
      "\(hash)abcdefg-.tmp", "\(hash)abcdefgh.TMP", "\(hash)abcdefgh.tmp.tmp", "\(hash)abcdefgh",
      "\(hash)abcdefg\u{E9}.tmp", "\(hash)abcdefgh\u{301}.tmp", "\(hash)abcdefgh.tmp\u{301}",
      "\(hash)abcdefg\u{FF11}.tmp", "\(hash)abcd.fgh.tmp",
    ]
  )
  func refuses(name: String) {
    #expect(TemporaryName.target(of: name) == nil)
  }

  @Test(
    "our own names lead back to their target",
    arguments: [
      "", "a", "x.body", hash, "é", "e\u{301}", "\u{600}", "a\u{600}", "\r", "\u{1F1E6}\u{600}",
    ]
  )
  func roundTrip(name: String) {
    for _ in 0..<100 {
      let temporary = TemporaryName.adjacent(to: name)
      #expect(temporary.utf8.count == name.utf8.count + 12)
      #expect(TemporaryName.target(of: temporary) == name)
    }
  }

  @Test func `names differ from one another`() {
    #expect(Set((0..<200).map { _ in TemporaryName.adjacent(to: "a") }).count == 200)
  }
}

import PipArchives
import TestSupport
import Testing

@Suite struct TarSearchTests {
  private func search(_ bytes: [UInt8], pieces: Int = 100) -> TarSearch.Verdict {
    var search = TarSearch(limit: 1000) { $0.elementsEqual("demo-1/PKG-INFO".utf8) }
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      search.feed(Array(bytes[start...].prefix(pieces)))
    }
    return search.verdict
  }

  private static let found = TarSearch.Verdict.found(
    name: Array("demo-1/PKG-INFO".utf8),
    content: Array("Name: demo\n".utf8)
  )

  private static let ordinary =
    TarWriter.member("demo-1/", "", kind: "5")
    + TarWriter.member("demo-1/setup.py", String(repeating: "x", count: 700))
  private static let wanted = TarWriter.member("demo-1/PKG-INFO", "Name: demo\n")
  private static let end = [UInt8](repeating: 0, count: 1024)

  @Test(arguments: [1, 100, 511, 512, 513, 10_000])
  func `a member is found in whatever pieces the archive comes`(pieces: Int) {
    #expect(search(Self.ordinary + Self.wanted + Self.end, pieces: pieces) == Self.found)
    #expect(search(Self.ordinary + Self.end, pieces: pieces) == .absent)
    #expect(search(Self.ordinary, pieces: pieces) == .unfinished)
  }

  @Test func `what headers say of the next one counts`() {
    let times = TarWriter.member("demo-1/PaxHeader", "20 mtime=1700000000\n", kind: "x")
    let path = TarWriter.member("x", "24 path=demo-1/PKG-INFO\n", kind: "x")
    let long = TarWriter.member("././@LongLink", "demo-1/PKG-INFO\0", kind: "L")
    let other = TarWriter.member("other", "Name: demo\n")
    #expect(search(times + Self.wanted) == Self.found)
    #expect(search(path + other) == Self.found)
    #expect(search(long + other) == Self.found)
    #expect(search(path + Self.ordinary + other + Self.end) == .absent)
    let elsewhere = TarWriter.member("x", "16 path=elsewher\n", kind: "x")
    #expect(search(elsewhere + Self.wanted + Self.end) == .absent)
  }

  @Test func `numbers that lie are not believed`() {
    let huge = TarWriter.member("demo-1/PKG-INFO", "x", size: "77777777777")
    #expect(search(huge + Self.end) == .unfinished)
    let extension_ = TarWriter.member(
      "x",
      "24 path=demo-1/PKG-INFO\n",
      kind: "x",
      size: "77777777777"
    )
    #expect(search(extension_ + Self.end) == .unfinished)
    for size in ["\u{FF}", "-1", ""] {
      let odd = TarWriter.member("demo-1/a", "", size: size)
      #expect(search(odd + Self.wanted + Self.end) != .unfinished)
    }
    var damaged = Self.wanted
    damaged[3] ^= 1
    #expect(search(damaged + Self.end) == .absent)
    #expect(search([UInt8](repeating: 0x41, count: 5000)) == .absent)
    #expect(search([]) == .unfinished)
  }
}

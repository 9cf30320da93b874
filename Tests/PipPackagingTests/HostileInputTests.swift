import PipPackaging
import Testing

/// What must hold for texts that nobody would write.
@Suite struct HostileInputTests {
  @Test func `no text makes a version that is not equal to its own normal form`() throws {
    var random = Random(seed: 1)
    let pieces = [
      "1", "0", "10", ".", "-", "_", "+", "!", "a", "rc", "post", "dev", "v", " ", "é", "*",
      "99999999999999999999",
    ]
    var found = 0
    for _ in 0..<5_000 {
      guard let version = Version(random.text(of: pieces)) else { continue }
      found += 1
      #expect(Version(version.description) == version)
      #expect(version.base <= version || version.isPrerelease)
      #expect(version.publicVersion <= version)
    }
    #expect(found > 100)
  }

  @Test func `no text makes specifiers that their own form does not make`() {
    var random = Random(seed: 2)
    let pieces = [
      "==", "===", "~=", ">", "<", "=", "!", ",", "1", ".", "0", ".*", "a1", "+x", " ", ";", "é",
    ]
    var found = 0
    for _ in 0..<5_000 {
      guard let specifiers = VersionSpecifiers(random.text(of: pieces)) else { continue }
      found += 1
      #expect(VersionSpecifiers(specifiers.description) == specifiers)
    }
    #expect(found > 100)
  }

  @Test func `no file name leads out of its folder`() throws {
    var random = Random(seed: 3)
    let pieces = [
      "a", "..", ".", "/", "%2f", "%2F", "%00", "%", "\\", "?", "#", ":", "//", "https:", "é", " ",
      "\0",
    ]
    var found = 0
    for _ in 0..<5_000 {
      let link = random.text(of: pieces)
      let html = "<a href=\"\(link)\">"
      let page = IndexPage.parse(html: Array(html.utf8), from: "https://index.example/a/b/")
      for file in page.files {
        found += 1
        #expect(!file.fileName.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") })
        #expect(file.fileName != ".." && file.fileName != "." && !file.fileName.isEmpty)
        #expect(file.url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        #expect(URLReference(file.url).absoluteText == file.url)
      }
    }
    #expect(found > 100)
  }

  @Test func `a page cut anywhere is still a page`() {
    let html = Array(
      "<!-- x --><base href='/y/'><script>z</script><a href=\"a.whl\" data-yanked='&amp;'>a</a>"
        .utf8
    )
    for end in html.indices {
      let page = IndexPage.parse(html: Array(html[..<end]), from: "https://index.example/")
      #expect(page.files.count <= 1)
    }
  }

  @Test func `JSON cut anywhere is an error`() throws {
    let json = Array(
      #"{"meta":{"api-version":"1.0"},"files":[{"url":"a.whl","hashes":{"md5":"1"},"size":1e2}]}"#
        .utf8
    )
    let address = "https://index.example/"
    for end in json.indices {
      #expect(throws: PackagingError.pageMalformed(url: address)) {
        try IndexPage.parse(json: Array(json[..<end]), from: address)
      }
    }
    #expect(try IndexPage.parse(json: json, from: address).files.count == 1)
  }
}

/// The same numbers in every run, so that a failure can be repeated.
private struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ (mixed >> 33)
  }

  mutating func text(of pieces: [String]) -> String {
    (0..<Int.random(in: 1...8, using: &self))
      .map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
  }
}

import PipPackaging
import Testing

@Suite struct PackageNameTests {
  @Test(arguments: [
    ("pip", "pip"), ("Django", "django"), ("zope.interface", "zope-interface"), ("a-_.b", "a-b"),
    ("7", "7"),
    ("A__B..C", "a-b-c"),
  ])
  func `a name has one normal form`(text: String, normal: String) throws {
    let name = try #require(PackageName(text))
    #expect(name.normalized == normal)
    #expect(name.original == text)
    #expect(name == PackageName(normal))
    #expect(name.hashValue == PackageName(normal)?.hashValue)
  }

  @Test(arguments: ["", "-a", "a-", ".", "_x", "a b", "é", "a/b", "a\n", "\u{212A}", "a\0b"])
  func `what PEP 508 does not allow is no name`(text: String) {
    #expect(PackageName(text) == nil)
  }

  @Test func `a text of more than 1024 bytes is no name`() {
    #expect(PackageName(String(repeating: "a", count: 1_024)) != nil)
    #expect(PackageName(String(repeating: "a", count: 1_025)) == nil)
  }
}

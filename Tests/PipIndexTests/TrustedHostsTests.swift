import Testing

@testable import PipIndex

@Suite struct TrustedHostsTests {
  @Test(arguments: [
    ("https://index.example/", [], true),
    ("http://index.example/", [], false),
    ("http://localhost/", [], true),
    ("http://127.0.0.1:8080/", [], true),
    ("http://127.9.9.9/", [], true),
    ("http://[::1]:8080/", [], true),
    ("http://127.0.0.1.example/", [], false),
    ("http://index.example/", ["index.example"], true),
    ("http://index.example:8080/", ["INDEX.example"], true),
    ("http://index.example:8080/", ["index.example:8080"], true),
    ("http://index.example:8081/", ["index.example:8080"], false),
    ("http://sub.index.example/", ["index.example"], false),
    ("http://index.example/", ["*"], true),
    ("http://[2001:db8::1]/", ["[2001:db8::1]"], true),
    ("http://index.example/", ["http://index.example", "", "::"], false),
  ])
  func `plain text is allowed only to this machine and trusted hosts`(
    url: String,
    entries: [String],
    isAllowed: Bool
  ) throws {
    #expect(TrustedHosts(entries).allows(try #require(IndexURL(url))) == isAllowed)
  }

  @Test(arguments: [
    ("https://index.example/", ["index.example"], true),
    ("https://index.example/", ["index.example:443"], true),
    ("https://index.example/", ["index.example:8443"], false),
    ("https://index.example/", ["*"], false),
    ("https://index.example/", [], false),
    ("https://127.0.0.1/", [], false),
  ])
  func `only a trusted host need not prove who it is`(
    url: String,
    entries: [String],
    isCovered: Bool
  ) throws {
    #expect(TrustedHosts(entries).covers(try #require(IndexURL(url))) == isCovered)
  }
}

import SystemPackage
import Testing

@testable import PipIndex

@Suite struct IndexURLTests {
  @Test(arguments: [
    ("https://index.example/simple", "https://index.example/simple"),
    ("HTTPS://Index.Example:443/simple/", "https://index.example:443/simple/"),
    ("http://[::1]:8080/", "http://[::1]:8080/"),
    ("http://index.example", "http://index.example/"),
    ("https://index.example?x=1", "https://index.example/?x=1"),
    ("https://index.example:/a", "https://index.example/a"),
    ("  https://index.example/a b/é#part ", "https://index.example/a%20b/%C3%A9"),
    ("https://index.example/100%/%41", "https://index.example/100%25/%41"),
    ("https://u:p@index.example/", "https://index.example/"),
    ("https://index.example\\@other.example/", "https://other.example/"),
    ("file:///srv/simple", "file:///srv/simple"),
    ("file:/srv/simple", "file:///srv/simple"),
    ("file://localhost/srv", "file:///srv"),
  ])
  func `an address is read and written for a request`(text: String, expected: String) throws {
    #expect(try #require(IndexURL(text)).text == expected)
  }

  @Test(arguments: [
    "", "/srv/simple", "simple", "ftp://index.example/", "https:/index.example/", "https://",
    "https://@/", "https://index.example:65536/", "https://index.example:9999999999999999999/",
    "https://index.example:8x/", "https://in dex.example/",
    "https://[::1/", "https://[index.example]/", "https://[::1]x/", "https://índex.example/",
    "file://index.example/srv", "file:srv", "https:", ":", "https://index.example\u{0}/",
    "https://" + String(repeating: "a", count: 9000) + ".example/",
  ])
  func `what no source can have is no address`(text: String) {
    #expect(IndexURL(text) == nil)
  }

  @Test(arguments: [
    ("https://ana@index.example/", "ana", ""),
    ("https://ana:secret@index.example/", "ana", "secret"),
    ("https://ana:p%40ss%3Aword@index.example/", "ana", "p@ss:word"),
    ("https://ana:p@ss@index.example/", "ana", "p@ss"),
    ("https://ana:a:b@index.example/", "ana", "a:b"),
    ("https://:token@index.example/", "", "token"),
    ("https://%C3%A9:%FF@index.example/", "é", "\u{FFFD}"),
  ])
  func `user information is taken out and decoded`(
    text: String,
    name: String,
    password: String
  )
    throws
  {
    let url = try #require(IndexURL(text))
    #expect(url.credentials == Credentials(username: name, password: password))
    #expect(url.text == "https://index.example/")
    #expect(url.masked == "https://****@index.example/")
  }

  @Test func `nothing secret is in any description`() throws {
    let url = try #require(IndexURL("https://ana:secret@index.example/simple?token=secret"))
    #expect(url.masked == "https://****@index.example/simple?****")
    let credentials = try #require(url.credentials)
    var dumped = ""
    dump(url, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), url.masked] {
      #expect(!text.contains("secret"))
    }
    #expect(!dumped.contains("ana"))
  }

  @Test(arguments: [
    ("../b/", "https://index.example/a/b/"),
    ("c.whl", "https://index.example/a/simple/c.whl"),
    ("/c", "https://index.example/c"),
    ("?page=2", "https://index.example/a/simple/?page=2"),
    ("//mirror.example/x/../y", "https://mirror.example/y"),
    ("http://mirror.example", "http://mirror.example/"),
    ("../../../../..", "https://index.example/"),
    ("./", "https://index.example/a/simple/"),
    ("", "https://index.example/a/simple/"),
    ("c+d=e", "https://index.example/a/simple/c+d=e"),
  ])
  func `a reference is resolved as RFC 3986 says`(reference: String, expected: String) throws {
    let base = try #require(IndexURL("https://index.example/a/simple/"))
    #expect(base.resolving(reference)?.text == expected)
  }

  @Test(arguments: ["ftp://index.example/", "javascript:1", "https://", "http://a b/"])
  func `a reference to what is no source resolves to nothing`(reference: String) throws {
    let base = try #require(IndexURL("https://index.example/a/simple/"))
    #expect(base.resolving(reference) == nil)
  }

  @Test(arguments: [
    ("https://index.example/simple", "https://index.example/simple/a-b/"),
    ("https://index.example/simple/", "https://index.example/simple/a-b/"),
    ("https://index.example", "https://index.example/a-b/"),
    ("https://index.example/simple?t=1", "https://index.example/simple/a-b/?t=1"),
  ])
  func `the page of a project ends with a slash`(index: String, expected: String) throws {
    #expect(try #require(IndexURL(index)).page(forProject: "a-b").text == expected)
  }

  @Test(arguments: ["/srv/a b", "/srv/100%41", "/srv/é", "/srv/?#"])
  func `a path survives being an address`(path: String) throws {
    let url = IndexURL(absolutePath: .init(path))
    #expect(url.filePath == .init(path))
    #expect(IndexURL(url.text)?.filePath == .init(path))
  }

  @Test func `an address of many dots is resolved in linear time`() throws {
    let base = try #require(IndexURL("https://index.example/"))
    let deep = String(repeating: "a/../", count: 1600)
    #expect(base.resolving(deep)?.text == "https://index.example/")
    #expect(base.resolving(String(repeating: "a/", count: 5000)) == nil)
  }
}

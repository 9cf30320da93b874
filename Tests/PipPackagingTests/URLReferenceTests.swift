import PipPackaging
import Testing

@Suite struct URLReferenceTests {
  @Test(arguments: [
    ("pip-1.whl", "https://index.example/simple/pip/pip-1.whl"),
    ("./a/../b", "https://index.example/simple/pip/b"),
    ("../../files/x", "https://index.example/files/x"),
    ("../../../../../x", "https://index.example/x"),
    ("..", "https://index.example/simple/"),
    (".", "https://index.example/simple/pip/"),
    ("/files/./x", "https://index.example/files/x"),
    ("//cdn.index.example/x", "https://cdn.index.example/x"),
    ("http://127.0.0.1:8080/x?a=1#b", "http://127.0.0.1:8080/x?a=1"),
    ("HTTPS://Index.example/X", "https://Index.example/X"),
    ("?q", "https://index.example/simple/pip/?q"),
    ("", "https://index.example/simple/pip/?page"),
    ("#f", "https://index.example/simple/pip/?page"),
    ("x?", "https://index.example/simple/pip/x"),
    ("...", "https://index.example/simple/pip/..."),
    ("a//b", "https://index.example/simple/pip/a//b"),
    ("file:///srv/x", "file:///srv/x"),
  ])
  func `a link is resolved as RFC 3986 says`(link: String, expected: String) {
    let page = URLReference("https://index.example/simple/pip/?page")
    #expect(URLReference(link).resolved(against: page).absoluteText == expected)
  }

  @Test(arguments: [
    ("a b", "a%20b"), ("ü", "%C3%BC"), ("%c3%bc", "%C3%BC"), ("a+b", "a%2Bb"), ("a%2bb", "a%2Bb"),
    ("%7ea%2D", "~a-"),
    ("100%", "100%25"), ("%zz", "%25zz"), ("%4", "%254"), ("a%2fb", "a%2Fb"), ("a@b", "a@b"),
    ("a%40b", "a%40b"),
    ("%FF", "%FF"), ("%00", "%00"), ("a[1]", "a%5B1%5D"), ("\"<>", "%22%3C%3E"), (" a\n\tb ", "ab"),
    ("a?b c=%20\"", "a?b%20c=%20%22"), ("a\\b", "a%5Cb"),
  ])
  func `an address is spelled as pip spells it`(link: String, expected: String) {
    let page = URLReference("https://index.example/")
    let text = URLReference(link).resolved(against: page).absoluteText
    #expect(text == "https://index.example/" + expected)
    #expect(URLReference(text).absoluteText == text)
  }

  @Test(arguments: [
    ("https://index.example/a/b%20c.whl?x=/y#z", "b c.whl"), ("https://index.example/a/b/", "b"),
    ("https://index.example/a%2Fb", "b"), ("https://index.example/..%2f..%2fetc", "etc"),
    ("https://index.example/%FFx", "\u{FFFD}x"), ("https://index.example/", nil),
    ("https://index.example", nil),
    ("https://index.example/%2F", nil),
  ])
  func `the file name is the last part, decoded`(address: String, expected: String?) {
    #expect(URLReference(address).fileName == expected)
  }

  @Test(arguments: [
    ("https://me:secret@index.example/x", "https://****@index.example/x"),
    ("https://token@index.example/", "https://****@index.example/"),
    ("https://a@b@index.example/", "https://****@index.example/"),
    ("https://index.example/x@y", "https://index.example/x@y"),
  ])
  func `user and password are not shown`(address: String, expected: String) {
    #expect(URLReference(address).redactedText == expected)
  }

  @Test func `a long way up and down takes no long time`() {
    let path = String(repeating: "a/", count: 100_000) + String(repeating: "../", count: 100_000)
    let page = URLReference("https://index.example/")
    #expect(
      URLReference(path + "x").resolved(against: page).absoluteText == "https://index.example/x"
    )
  }
}

import Testing

@testable import PipSnapshots

@Suite struct PageAddressesTests {
  private func holdMore(_ text: String) -> Bool {
    !PageText.everyMeaning(of: Array(text.utf8)) { !PageAddresses.holdMore(in: $0) }
  }

  @Test(arguments: [
    "https://alice@a.example/x", "https://alice:secret@a.example/", "\"url\":\"x.whl?token=1\"",
    "<a href='../x.whl?X-Amz-Signature=1#sha256=0'>", "https://a.example/https://b:c@d.example/",
    "http://a.example?x=y", "ssh://git@a.example/demo.git", "//user:pw@h/x.whl",
    "https://a.example/x.whl?TOKEN", "x.whl?TOKEN", "https://a.example/x.whl;sig=1",
    "file:///home/alice/x.whl", "file:/home/x", "FILE:///home/x", "file:\\\\server\\x",
    "<a href=\"?token=C\">", "<a href=\"download?file=x&amp;token=C\">", "why?because",
    "https://a.example/x.whl#sha256=0?x=1", "x.whl;jsessionid=C", "https://it's:C@h/x",
    "https://j\u{FC}rgen:C@h/x", "https://a:C\u{FC}@h/x",
    "https://h/my file?token=C", "https://h/paket-\u{FC}?token=C", "https://al ice:C@h/x",
    "https://h/x.whl#egg=a&token=C", "https://h/x.whl#token=C", "x.whl#egg=a&amp;token=C",
    "https://al\nice:C@h/x", "https://a:C\t@h/x", "x.whl?\n\ttoken=C", "?C=N;O=D;token=C",
    "https:/\t/user:C@h/x.whl", "https:\n//user:C@h/x.whl", "x.whl#\ntoken=C", "x.whl#to\nken=C",
    "x.whl;\ntoken=C", "x.whl;to\nken=C", "x.whl?\nC", "x.whl?\nto.ken=C", "x.whl?\n&amp;token=C",
    "fi\nle:///home/alice/x.whl", "x.whl?'&token=C", "x.whl?)&token=C", "x.whl?,token=C",
    "x.whl#sha256=\(String(repeating: "a", count: 1100))&token=C",
    "x.whl;\(String(repeating: "a", count: 70))=C", "user:C\\u0026#64;h https:\\/\\/u\\u0026#64;h",
    "https:/user:pw@h", "https:user:pw@h", "HTTP:\\user@h", "file:home/x", "///u@h",
    "?C=Name;O=D", "?C=N;O=D&amp;x=1", "x;O=D",
    "https://\(String(repeating: "u", count: 5000))@h/x",
  ])
  func `addresses that hold more than a place are found`(text: String) {
    #expect(holdMore(text))
    #expect(holdMore("before \(text) behind"))
    #expect(holdMore("{\"x\": \"\(text.split(separator: "\n").joined(separator: "\\n"))\"}"))
  }

  @Test(arguments: [
    "", "why? a=b", "a@b.example", "Is it so?",
    "https://a.example/@scope/x", "://", "?", "https://a.example/x?",
    "data-requires-python=\"&gt;=3\"", "profile:/x", "<?xml version=\"1.0\"?>", "why?!",
    "https://a.example/x.whl#egg=a&amp;subdirectory=b", "text/html;charset=utf-8", "&#61;x=1",
    "https://a.example/x.whl#sha256=0&egg=a", "https://a.example/ mail a@b.example",
    "<a href=\"?C=N;O=D\">Name</a>", "<a href='?C=M;O=A'>", "<a href=\"?C=S&amp;O=A\">",
    "content=\"width=device-width;initial-scale=1\"", "x.whl#sha3_256=0", "Why?\n  Because a = b",
    "https://a.example/\n a@b.example",
  ])
  func `those that do not are not`(text: String) {
    #expect(!holdMore(text))
  }

  @Test(arguments: [
    #"https://a.example/x.whl?token\u003d1"#, #"https:\/\/user:pw@h\/x"#,
    #"https://user:pw\u0040h/x"#,
    "https://user:pw&#64;h/x", "https://user:pw&#x40;h/x", "x.whl&quest;token&#61;1",
    "https://u&commat;h/", "https:&bsol;&bsol;u@h/", "https:/&bsol;u@h/", "https://a:&NewLine;C@h/",
    "https://u&#64h/",
  ])
  func `escapes hide none`(text: String) throws {
    #expect(holdMore(text))
    #expect(PageText.decoded(Array(text.utf8)) != nil)
  }

  @Test func `what is not escaped is as it was`() {
    #expect(PageText.decoded(Array("a b".utf8)) == nil)
    for text in [#"\"#, #"\u00"#, "&", "&#", "&#x", "&unknown;", "&amp", "&#99999999999;"] {
      #expect(PageText.decoded(Array(text.utf8)) != nil)
    }
  }
}

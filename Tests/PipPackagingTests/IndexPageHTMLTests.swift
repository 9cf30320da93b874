import PipDiagnostics
import PipPackaging
import Testing

@Suite struct IndexPageHTMLTests {
  private let address = "https://index.example/simple/pip/"

  private func page(_ html: String) -> IndexPage {
    IndexPage.parse(html: Array(html.utf8), from: address)
  }

  @Test func `a page tells its files`() {
    let page = page(
      """
      <!DOCTYPE html>
      <html><head><meta name="pypi:repository-version" content="1.1"><title>a &lt; b</title></head>
      <body><h1>Links</h1>
      <a href="/files/pip-1-py3-none-any.whl#sha256=ABCD" data-requires-python="&gt;=3.7, &lt;4"
         data-yanked="" data-core-metadata="sha256=EF">pip-1-py3-none-any.whl</a><br/>
      <A HREF='pip%201.zip' DATA-YANKED='it&#x27;s &amp; was' rel=internal>pip</A>
      <a data-dist-info-metadata=true href=pip-2.tar.gz>pip</a>
      </body></html>
      """
    )
    #expect(page.repositoryVersion == RepositoryVersion(major: 1, minor: 1))
    #expect(page.skipped == 0)
    #expect(page.name == nil)
    #expect(
      page.files == [
        IndexFile(
          fileName: "pip-1-py3-none-any.whl",
          url: "https://index.example/files/pip-1-py3-none-any.whl",
          hashes: ["sha256": "abcd"],
          requiresPython: ">=3.7, <4",
          yanked: .yes(reason: ""),
          coreMetadata: .available(hashes: ["sha256": "ef"])
        ),
        IndexFile(
          fileName: "pip 1.zip",
          url: "https://index.example/simple/pip/pip%201.zip",
          yanked: .yes(reason: "it's & was")
        ),
        IndexFile(
          fileName: "pip-2.tar.gz",
          url: "https://index.example/simple/pip/pip-2.tar.gz",
          coreMetadata: .available(hashes: [:])
        ),
      ]
    )
  }

  @Test(arguments: [
    "<a href=x.whl>", "<A HREF=x.whl>", "<a\nhref\n=\n'x.whl'\n>", "<a href=\" x.whl \">",
    "<a/href=x.whl>",
    "<a b=\">\" href=x.whl>", "<a b='>' c href=x.whl/>", "<a href=y href=x.whl>",
    "<p><a href=x.whl", "<a =b href=x.whl>",
    "<!-- <a href=y> --><a href=x.whl>", "<!--><a href=x.whl>", "<!---><a href=x.whl>",
    "<!-- -- --!><a href=x.whl>",
    "<!-- -- ---><a href=x.whl>", "<script>'<a href=y>'</script><a href=x.whl>",
    "<STYLE><a href=y></StYlE ><a href=x.whl>",
    "<script></scripts><a href=y></script><a href=x.whl>",
    "<title><a href=y></title><a href=x.whl>", "<?php <a href=y><a href=x.whl>",
    "<! <a href=y><a href=x.whl>",
    "</a b='>' ><a href=x.whl>", "</><a href=x.whl>", "< a href=y><a href=x.whl>",
    "<ab href=y><a href=x.whl>",
    "<a href=\"x&#46;whl\">", "<a href=\"x&period;whl\">", "<a><a href><a href=''><a href=x.whl>",
    "<<a href=x.whl>",
    "<a href=x.w\nhl>", "<a href='x.w\nhl'>",
  ])
  func `a link is found where a browser finds it`(html: String) {
    let unfinished = html.contains("<p>")
    let broken = html.contains("w\nhl>")
    let expected = unfinished ? [] : broken ? ["x.w"] : ["x.whl"]
    #expect(page(html).files.map(\.fileName) == expected)
  }

  @Test(arguments: [
    ("&gt;=3.6", ">=3.6"), ("&#62;=3.6", ">=3.6"), ("&#x3E;&#X3d;3.6", ">=3.6"), ("&lt;4", "<4"),
    ("&quot;&apos;", "\"'"),
    ("a&amp;lt;b", "a&lt;b"), ("&unknown;", "&unknown;"), ("&", "&"), ("&#;", "&#;"),
    ("&#0;", "\u{FFFD}"),
    ("&#xD800;", "\u{FFFD}"), ("&#99999999999999999999;", "\u{FFFD}"), ("a&lt b", "a< b"),
    ("?a=1&lt=2", "?a=1&lt=2"),
    ("&amp", "&"), ("&#x;", "&#x;"), ("&#233;", "é"),
  ])
  func `entities are decoded`(value: String, expected: String) {
    let page = page("<a href=x data-requires-python=\"\(value)\">")
    #expect(page.files.first?.requiresPython == expected)
  }

  @Test(arguments: [
    ("<base href='/files/'>", "https://index.example/files/x"),
    ("<base href='https://cdn.index.example'>", "https://cdn.index.example/x"),
    ("<base target=y><base href=\"../a/\"><base href=/b/>", "https://index.example/simple/a/x"),
    (
      "<base href='/\(String(repeating: "a", count: 2_000))/'>",
      "https://index.example/simple/pip/x"
    ),
  ])
  func `links are resolved against the first base`(base: String, expected: String) {
    #expect(page(base + "<a href=x>").files.map(\.url) == [expected])
    #expect(page("<a href=x>" + base).files.map(\.url) == [expected])
  }

  @Test func `an attribute without a value yanks`() {
    #expect(page("<a href=x data-yanked>").files.first?.yanked == .yes(reason: ""))
    #expect(page("<a href=x data-yanked=''>").files.first?.yanked == .yes(reason: ""))
    #expect(page("<a href=x data-yanked=why>").files.first?.yanked == .yes(reason: "why"))
    #expect(page("<a href=x>").files.first?.yanked == .no)
  }

  @Test(arguments: [
    ("#sha256=AB", ["sha256": "ab"]), ("#egg=x&md5=0f", ["md5": "0f"]),
    ("#sha256=a&md5=b", ["sha256": "a"]),
    ("#sha3=1", [:]), ("#", [:]), ("?sha256=ab", [:]), ("#sha256", [:]),
  ])
  func `the digest is in the fragment`(suffix: String, expected: [String: String]) {
    #expect(page("<a href=\"x.whl\(suffix)\">").files.first?.hashes == expected)
  }

  @Test(arguments: [
    "https://index.example/", "a%00b", "%2e%2e", String(repeating: "a", count: 9_000),
  ])
  func `a link to no file is counted`(link: String) {
    let page = page("<a href=\"\(link)\"><a href=x.whl>")
    #expect(page.files.map(\.fileName) == ["x.whl"])
    #expect(page.skipped == 1)
  }

  @Test func `bytes that are no UTF-8 are repaired`() {
    let html: [UInt8] = Array("<a data-requires-python='".utf8) + [0xFF] + Array("' href=x>".utf8)
    let page = IndexPage.parse(html: html, from: address)
    #expect(page.files.first?.requiresPython == "\u{FFFD}")
  }

  @Test(arguments: [
    "<", "<a ", "<!--", "<script>", "<script></scrip", "<a href='", "<a b=", "&lt", "<!-", "</",
    "<a href=&#", "<a =",
    "<base href=/a/../../><a href=../../../>", "<title>",
  ])
  func `a page that repeats one piece for ever is read in one pass`(piece: String) {
    // Quadratic work on 300 KB would be seen: tens of seconds instead of milliseconds.
    let html = String(repeating: piece, count: 300_000 / piece.utf8.count)
    let start = ContinuousClock.now
    _ = page(html)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test(arguments: [
    ("application/vnd.pypi.simple.v1+json", IndexPage.MediaType.simpleJSON),
    ("Application/vnd.pypi.simple.v1+JSON; charset=utf-8", .simpleJSON),
    ("application/vnd.pypi.simple.v1+html", .simpleHTML), (" text/html ;charset=x", .html),
    ("text/html", .html),
    ("application/vnd.pypi.simple.v2+json", .other), ("application/json", .other), ("", .other),
    ("text/html2", .other),
  ])
  func `the media type is that of the header`(header: String, expected: IndexPage.MediaType) {
    #expect(IndexPage.MediaType(contentType: header) == expected)
  }

  @Test func `an error names the page without its password`() {
    let url = "https://me:secret@index.example/simple/"
    let errors: [PackagingError] = [
      .pageTooLarge(url: url, limit: 7),
      .pageMembersTooMany(url: url, limit: 7),
      .pageMalformed(url: url),
      .pageVersionUnsupported(url: url, version: "2.0"),
    ]
    #expect(Set(errors.map(\.diagnostic.code)).count == 4)
    for error in errors {
      #expect(error.diagnostic.message.contains("https://****@index.example/simple/"))
      #expect(!error.diagnostic.message.contains("secret"))
      #expect(error.diagnostic.severity == .error)
    }
  }
}

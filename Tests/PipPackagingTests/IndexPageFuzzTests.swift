import PipPackaging
import TestSupport
import Testing

@Suite struct IndexPageFuzzTests {
  private static let address = "https://index.example/simple/demo/"

  private static let json: [[UInt8]] =
    [
      """
      {"meta": {"api-version": "1.3"}, "name": "demo", "versions": ["1"], "files": [
        {"filename": "demo-1-py3-none-any.whl", "url": "../../files/demo-1-py3-none-any.whl",
         "hashes": {"SHA256": "AB", "blake2b": "01"}, "requires-python": ">=3.9", "size": 12,
         "yanked": "broken <badly>", "core-metadata": {"sha256": "EF"}, "provenance": null},
        {"url": "https://files.index.example/demo-1.tar.gz?x=1#sha256=FF&egg=demo", "hashes": {},
         "yanked": false, "dist-info-metadata": true, "size": 1e2}
      ]}
      """,
      #"{"files": [{"url": "\u00e9\ud83d\ude00%2F..%00.whl", "size": -1}, null, 7, []]}"#,
      #"{"meta": {"api-version": "99999999999999999999.1"}, "files": 7}"#,
      String(repeating: "[", count: 5000), "{\"a\":" + String(repeating: "{\"a\":", count: 5000),
      "{\"files\": [" + String(repeating: "{\"url\": \"a\"},", count: 500) + "null]}",
    ].map { Array($0.utf8) } + [
      // The same in encodings that nobody sends.
      [0xFF, 0xFE] + Array("{}".utf8).flatMap { [$0, 0] },
      [0, 0, 0xFE, 0xFF] + Array("{}".utf8).flatMap { [0, 0, 0, $0] },
      [0xEF, 0xBB, 0xBF] + Array("{\"files\": []}".utf8),
    ]

  private static let html: [[UInt8]] = [
    """
    <!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.1">
    <title>Links for demo</title><base href="../../files/"></head><body>
    <a href="demo-1-py3-none-any.whl#sha256=ff" data-requires-python="&gt;=3.9" data-yanked="">d</a>
    <a href='demo-1.tar.gz' data-core-metadata=sha256=ab data-dist-info-metadata=true>d</a><br/>
    <!-- <a href="no.whl"> --><script>"<a href='no.whl'>"</script>
    <A HREF=//files.index.example/a/b/demo-2.zip?x&amp;y>d</A></body></html>
    """,
    "<a href=\"a&#47;b&#x2e;&#x110000;&#0;&lt=&amp&ampx;.whl\">",
    "<a href=a\u{0}b.whl ='\"= = / =>",
    "<title><a href=a.whl></title ><textarea></TEXTAREA></textareax></textarea><a href=b.whl>",
    "<!--><a href=a.whl><!---><a href=b.whl><!--a--!><a href=c.whl><!-- --", "<a href=x:/.//y>",
    String(repeating: "<a href=a.whl>", count: 200), String(repeating: "<!-", count: 1000),
    String(repeating: "&#", count: 2000), String(repeating: "<title>", count: 1000),
  ].map { Array($0.utf8) }

  private static let jsonTokens = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\udc00", "null", "true",
    "1e999", "-1", "1.5", "9223372036854775808", "\"url\":\"a.whl\"",
    "\"hashes\":{\"sha256\":\"\"}", "\"files\":", "\"meta\":", "\"yanked\":", "\"size\":", "../",
    "%2F", "%00", "#sha256=", "https://", "\u{FEFF}", "é",
  ]

  private static let htmlTokens = [
    "<", ">", "</", "/>", "<a ", "<a href=", "href=\"", "'", "\"", "=", "<!--", "-->", "--!>", "<!",
    "<?", "<script>", "</script", "<title>", "</title>", "<base href=", "<meta ", "&", "&amp;",
    "&#", "&#x", ";", "\u{0}", "\n", "../", "//", "%2F", "%", "#md5=", "?", "data-yanked",
    "data-core-metadata=", "https://", "é", "\u{C}",
  ]

  private func verdict(on page: IndexPage) -> FuzzRun.Verdict {
    let names = page.files.map(\.fileName)
    let addresses = page.files.map(\.url)
    return .read([
      "no less is skipped than nothing": page.skipped >= 0,
      "a file is called like one in a folder": names.allSatisfy { name in
        !["", ".", ".."].contains(name) && name.utf8.count <= WheelFileName.lengthLimit
          && name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "/") && $0 != 0x7F }
      },
      "an address is ASCII": addresses.allSatisfy { address in
        address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      },
      "an address is whole": addresses.allSatisfy { URLReference($0).scheme != nil },
      "an address is spelled in one way": addresses.allSatisfy {
        URLReference($0).absoluteText == $0
      },
      "no size is negative": page.files.compactMap(\.size).allSatisfy { $0 >= 0 },
    ])
  }

  @Test func `whatever JSON is sent, files have names and addresses`() throws {
    let run = FuzzRun("index-page-json", tokens: Self.jsonTokens, pieces: [[0xFF], [0xC3], [0]])
    let findings = try run.findings(from: Self.json) { bytes in
      verdict(on: try IndexPage.parse(json: bytes, from: Self.address))
    }
    #expect(findings.isEmpty)
  }

  @Test func `whatever HTML is sent, files have names and addresses`() throws {
    let run = FuzzRun("index-page-html", tokens: Self.htmlTokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.html) { bytes in
      verdict(on: IndexPage.parse(html: bytes, from: Self.address))
    }
    #expect(findings.isEmpty)
  }

  @Test func `whatever is sent, a project is one word`() throws {
    let tokens = Self.jsonTokens + ["<title>", "Links for ", "\"name\":\"x\"", "<", "\u{301}"]
    let run = FuzzRun("page-project", tokens: tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.json + Self.html) { bytes in
      let html = PageProject.name(inHTML: bytes)
      guard let name = html ?? PageProject.name(inJSON: bytes) else { return .refused }
      return .read([
        "it is no longer than its page": name.utf8.count <= 3 * bytes.count,
        "a title is one word": html.map { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
          ?? true,
      ])
    }
    #expect(findings.isEmpty)
  }
}

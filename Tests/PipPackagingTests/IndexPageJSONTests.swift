import PipPackaging
import Testing

@Suite struct IndexPageJSONTests {
  private let address = "https://index.example/simple/pip/"

  private func page(_ json: String) throws -> IndexPage {
    try IndexPage.parse(json: Array(json.utf8), from: address)
  }

  @Test func `a page tells its files`() throws {
    let page = try page(
      """
      {"meta": {"api-version": "1.3", "later": [1]}, "name": "pip", "versions": ["1"], "files": [
        {"filename": "pip-1-py3-none-any.whl", "url": "../../files/pip-1-py3-none-any.whl",
         "hashes": {"SHA256": "ABCD", "blake2b": "01"}, "requires-python": ">=3.9", "size": 12,
         "yanked": "broken <badly>", "core-metadata": {"sha256": "EF"},
         "provenance": null, "upload-time": "2026-01-01T00:00:00Z"},
        {"filename": "pip-1.tar.gz", "url": "https://files.index.example/pip-1.tar.gz#sha256=FF",
         "hashes": {}, "yanked": false, "dist-info-metadata": true}
      ]}
      """
    )
    #expect(page.name == "pip")
    #expect(page.repositoryVersion == RepositoryVersion(major: 1, minor: 3))
    #expect(page.skipped == 0)
    #expect(
      page.files == [
        IndexFile(
          fileName: "pip-1-py3-none-any.whl",
          url: "https://index.example/files/pip-1-py3-none-any.whl",
          hashes: ["sha256": "abcd", "blake2b": "01"],
          requiresPython: ">=3.9",
          yanked: .yes(reason: "broken <badly>"),
          coreMetadata: .available(hashes: ["sha256": "ef"]),
          size: 12
        ),
        IndexFile(
          fileName: "pip-1.tar.gz",
          url: "https://files.index.example/pip-1.tar.gz",
          hashes: ["sha256": "ff"],
          coreMetadata: .available(hashes: [:])
        ),
      ]
    )
  }

  @Test(arguments: [
    "null", "7", "\"x\"", "[]", "{}", #"{"url": 7}"#, #"{"url": ""}"#, #"{"url": null}"#,
    #"{"url": "x.whl", "yanked": 7}"#, #"{"url": "x.whl", "hashes": []}"#,
    #"{"url": "x.whl", "hashes": {"sha256": 1}}"#,
    #"{"url": "x.whl", "requires-python": 3}"#, #"{"url": "x.whl", "filename": "../x.whl"}"#,
    #"{"url": "x.whl", "filename": 1}"#, #"{"url": "x.whl", "filename": ".."}"#,
    #"{"url": "a%00b"}"#,
    #"{"url": "https://index.example/"}"#,
  ])
  func `an entry that cannot be understood is counted, and its neighbours are read`(
    entry: String
  ) throws {
    let page = try page(#"{"files": [{"url": "a.whl"}, \#(entry), {"url": "b.whl"}]}"#)
    #expect(page.files.map(\.fileName) == ["a.whl", "b.whl"])
    #expect(page.skipped == 1)
  }

  @Test(arguments: [
    (#""yanked": true"#, YankedStatus.yes(reason: "")), (#""yanked": """#, .no),
    (#""yanked": null"#, .no),
    (#""yanked": "why""#, .yes(reason: "why")), (#""x": 1"#, .no),
  ])
  func `yanked is a Boolean or a reason`(member: String, expected: YankedStatus) throws {
    #expect(try page(#"{"files": [{"url": "a.whl", \#(member)}]}"#).files.first?.yanked == expected)
  }

  @Test(arguments: [
    (#""core-metadata": false, "dist-info-metadata": true"#, CoreMetadata.absent),
    (#""core-metadata": null, "dist-info-metadata": true"#, .available(hashes: [:])),
    (#""core-metadata": 7"#, .absent), (#""core-metadata": {}"#, .available(hashes: [:])),
    (#""size": "big""#, .absent),
  ])
  func `the newer name of the metadata member counts first`(
    member: String,
    expected: CoreMetadata
  ) throws {
    let file = try #require(page(#"{"files": [{"url": "a.whl", \#(member)}]}"#).files.first)
    #expect(file.coreMetadata == expected)
    #expect(file.size == nil)
  }

  @Test(arguments: [
    "", "null", "[]", "{", "<html>", #"{"files": 7}"#, #"{"files": {}}"#, "\u{0}",
    #"{"files": [{"url": "a.whl"}"#,
  ])
  func `what is no page is an error`(json: String) {
    #expect(throws: PackagingError.pageMalformed(url: address)) { try page(json) }
  }

  @Test func `bytes that are no UTF-8 are no page, a mark in front of one is no harm`() throws {
    let broken =
      Array(#"{"files": [{"url": ""#.utf8) + [0xFF, 0xFE] + Array(#""}, {"url": "b.whl"}]}"#.utf8)
    #expect(throws: PackagingError.pageMalformed(url: address)) {
      try IndexPage.parse(json: broken, from: address)
    }
    #expect(try page("\u{FEFF}" + #"{"files": [{"url": "b.whl"}]}"#).files.count == 1)
  }

  @Test func `a page of too many members is not looked at`() throws {
    let json = Array(#"{"files": [{"url": "a.whl"}, 0, 0]}"#.utf8)
    #expect(throws: PackagingError.pageMembersTooMany(url: address, limit: 4)) {
      try IndexPage.parse(json: json, from: address, members: 4)
    }
    #expect(try IndexPage.parse(json: json, from: address, members: 5).files.count == 1)
  }

  @Test(arguments: [
    (#"{"name": "a", "files": 7, "name": "b", "files": [{"url": "b.whl"}]}"#, "b"),
    (#"{"name": "a", "files": [{"url": "a.whl", "x": [{}], "url": "b.whl"}]}"#, "a"),
    (#"{"name": "b", "files": [{"u\u0072l": "a.whl", "url": "b.whl"}], "x": 1, "x": 2}"#, "b"),
    (#"{"name": {"name": 1, "name": 2}, "name": "c", "files": [{"url": "b.whl"}]}"#, "c"),
    (#"{"files": [{"x": "{\"url\":", "url": "\",", "url": "b.whl"}], "name": "\u0061"}"#, "a"),
  ])
  func `of a member that stands twice the last counts`(json: String, name: String) throws {
    let page = try page(json)
    #expect(page.files.map(\.fileName) == ["b.whl"])
    #expect(page.name == name)
  }

  @Test(
    arguments: [
      ("<title>Links for demo</title>", "demo"),
      ("<title>root/pypi: links for demo</title>", "demo"),
      ("<title>x</title><h1>Links for demo</h1>", "demo"), ("<h1>Links for\ndemo</h1>", "demo"),
      ("<title>Links for a demo</title>", nil), ("<title>Links for</title>", nil),
      ("<title>all links for demo</title>", nil), ("<h1>Links for demo", nil), ("", nil),
    ] as [(String, String?)]
  )
  func `the project of a page in HTML stands in its title or heading`(html: String, name: String?) {
    #expect(PageProject.name(inHTML: Array(html.utf8)) == name)
  }

  @Test(arguments: [#"{"name": "a", "name": "b"}"#, #"{"name": "b", "x": {"name": "a"}}"#])
  func `a page is about the same project, read as a whole or not`(json: String) throws {
    #expect(try page(json).name == "b")
    #expect(PageProject.name(inJSON: Array(json.utf8)) == "b")
  }

  @Test func `members of many names stand in one object as well`() throws {
    let names = (0..<40).map { #""\#($0)": {"\#($0)": 1}"# }.joined(separator: ",")
    let page = try page(#"{"name": "a", \#(names), "name": "b", \#(names)}"#)
    #expect(page.name == "b")
  }

  @Test func `of digests under one name in two cases pip's counts`() throws {
    let page = try page(#"{"files": [{"url": "a.whl", "hashes": {"SHA256": "1", "sha256": "2"}}]}"#)
    #expect(page.files.map(\.hashes) == [["sha256": "2"]])
  }

  @Test func `members that stand twice in one another cost no more than others`() {
    let depth = 60_000
    let json =
      String(repeating: "{\"a\":", count: depth) + "1"
      + String(repeating: ",\"a\":1}", count: depth)
    let taken = ContinuousClock().measure { _ = try? page(json) }
    #expect(taken < .seconds(5))
  }

  @Test func `a page without files has none`() throws {
    #expect(try page(#"{"message": "not found"}"#) == IndexPage())
  }

  @Test(arguments: ["2.0", "2", "10.0", "99999999999999999999.1"])
  func `a later major version is an error`(version: String) throws {
    let error = try #require(throws: PackagingError.self) {
      try page(#"{"meta": {"api-version": "\#(version)"}, "files": {"new": "shape"}}"#)
    }
    guard case .pageVersionUnsupported = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test(arguments: ["1.0", "1.999", "", "x"])
  func `any minor version, and none, is read`(version: String) throws {
    let page = try page(#"{"meta": {"api-version": "\#(version)"}, "files": [{"url": "a.whl"}]}"#)
    #expect(page.files.count == 1)
  }

  @Test func `a page beyond the limit is not looked at`() {
    #expect(throws: PackagingError.pageTooLarge(url: address, limit: 3)) {
      try IndexPage.parse(json: Array("null".utf8), from: address, limit: 3)
    }
  }

  @Test func `a deep page is an error and no crash`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: PackagingError.self) { try page(#"{"files": \#(deep)"#) }
  }
}

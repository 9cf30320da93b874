import Testing

@testable import PipCommandTree

@Suite struct ManualPageTests {
  private let tree = CommandTree(
    name: "swiftpip",
    abstract: "A tool.",
    options: [.init(names: ["-q", "--quiet"], isRepeated: true, abstract: "Say less.")],
    subcommands: [
      .init(
        name: "cache",
        abstract: "Keeps a cache.",
        subcommands: [
          .init(
            name: "list",
            abstract: "Lists it.",
            discussion: ".TH is no request here\n'nor this\n\nAnother \\paragraph.",
            options: [
              .init(names: ["--sort"], valueName: "by", completion: .values(["name", "size"])),
              .init(names: ["-q", "--quiet"], isRepeated: true, abstract: "Say less."),
              .init(names: ["--proxy"], valueName: "url", section: "Index options"),
            ],
            arguments: [.init(valueName: "pattern", isOptional: true, isRepeated: true)]
          )
        ]
      )
    ]
  )

  private func lines(_ path: String...) throws -> [String] {
    let page = try #require(ManualPage(of: path, in: tree))
    return page.text(version: "1.0", date: "2026-11-30").split(separator: "\n").map(String.init)
  }

  @Test func `every command has a page`() {
    #expect(
      ManualPage.all(of: tree).map(\.fileName) == [
        "swiftpip.1", "swiftpip-cache.1", "swiftpip-cache-list.1",
      ]
    )
    #expect(ManualPage(of: ["nothing"], in: tree) == nil)
  }

  @Test func `sections stand in their order`() throws {
    #expect(
      try lines("cache", "list").filter { $0.hasPrefix(".SH") } == [
        #".SH "NAME""#, #".SH "SYNOPSIS""#, #".SH "DESCRIPTION""#, #".SH "ARGUMENTS""#,
        #".SH "OPTIONS""#, #".SH "INDEX OPTIONS""#, #".SH "GLOBAL OPTIONS""#,
        #".SH "EXIT STATUS""#, #".SH "SEE ALSO""#,
      ]
    )
    #expect(try lines("cache").contains(#".SH "COMMANDS""#))
  }

  @Test func `the name line is one that indexes read`() throws {
    #expect(try lines("cache", "list").contains(#"swiftpip\-cache\-list \- Lists it"#))
  }

  @Test func `the synopsis has what only this command has, and says that there is more`() throws {
    let lines = try lines("cache", "list")
    let start = try #require(lines.firstIndex(of: #".SH "SYNOPSIS""#))
    #expect(
      Array(lines[(start + 1)...].prefix(5)) == [
        #"\fBswiftpip cache list\fR"#, #"[\fB\-\-sort\fR\ \fIby\fR]"#,
        #"[\fB\-\-proxy\fR\ \fIurl\fR]"#, #"[\fIglobal option\fR\ ...]"#, #"[\fIpattern\fR\ ...]"#,
      ]
    )
  }

  @Test func `no line of a text is a request`() throws {
    let lines = try lines("cache", "list")
    #expect(lines.contains(#"\&.TH is no request here"#))
    #expect(lines.contains(#"\(aqnor this"#))
    #expect(lines.contains(#"Another \(rsparagraph."#))
  }

  @Test func `values are listed`() throws {
    #expect(try lines("cache", "list").contains(#"One of \fBname\fR, \fBsize\fR."#))
  }

  @Test func `pages above and below are named`() throws {
    #expect(
      try lines("cache").suffix(2) == [#"\fBswiftpip\fR(1),"#, #"\fBswiftpip\-cache\-list\fR(1)"#]
    )
  }

  @Test(
    "a text is set letter by letter",
    arguments: [
      ("a-b", #"a\-b"#), ("\"`^~", #"\(dq\(ga\(ha\(ti"#), ("é漢😀", #"\[u00E9]\[u6F22]\[u1F600]"#),
      ("  .x", #"\&.x"#), ("", ""), ("a\r\n'b", #"a  \(aqb"#),
    ]
  )
  func escapes(text: String, line: String) {
    #expect(RoffText.line(text) == line)
  }
}

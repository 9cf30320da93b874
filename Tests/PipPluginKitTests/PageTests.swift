import PipPluginKit
import Testing

@Suite struct PageTests {
  private func text(of page: Page) -> [String] {
    page.lines.map { $0.map(\.text).joined() }
  }

  @Test func `a new page has no lines`() {
    #expect(Page().lines.isEmpty)
  }

  @Test func `lines are of text or of spans`() {
    var page = Page()
    page.line("plain")
    page.line("half ", Page.Span("strong", .strong))
    page.line("")
    #expect(text(of: page) == ["plain", "half strong", ""])
    #expect(page.lines[1].map(\.style) == [.plain, .strong])
  }

  @Test func `the values of a list stand below each other`() {
    var page = Page()
    page.list([("a", "1"), ("longer", "2"), ("é", "3")])
    #expect(text(of: page) == ["  a       1", "  longer  2", "  é       3"])
    #expect(page.lines.allSatisfy { $0.map(\.style) == [.faint, .plain] })
  }

  @Test func `an empty list adds nothing`() {
    var page = Page()
    page.list([])
    page.table([])
    #expect(page.lines.isEmpty)
  }

  @Test func `the columns of a table stand below each other`() {
    var page = Page()
    page.table([
      [Page.Span("name"), Page.Span("version", .strong), Page.Span("where")],
      [Page.Span("a longer name"), Page.Span("1"), Page.Span("here")],
      [Page.Span("café"), Page.Span(""), Page.Span("")],
    ])
    #expect(
      text(of: page) == [
        "name           version  where",
        "a longer name  1        here",
        "café                    ",
      ]
    )
    #expect(page.lines[0].contains(Page.Span("version", .strong)))
  }

  @Test func `rows of a table may differ in length, and none has blanks at its end`() {
    var page = Page()
    page.table([["one"], ["a", "b"], [], ["long one", "c", "d"]])
    #expect(text(of: page) == ["one", "a         b", "", "long one  c  d"])
  }
}

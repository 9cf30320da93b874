import Testing

@testable import PipFrontEnd

@Suite struct SuggestionTests {
  private static let names = ["self-check", "cache", "env", "install", "list", "help"]

  @Test(
    arguments: [
      ("selfcheck", "self-check"), ("self-chekc", "self-check"), ("slef-check", "self-check"),
      ("Self-Check", "self-check"), ("cahce", "cache"), ("caches", "cache"), ("evn", "env"),
      ("instal", "install"), ("isntall", "install"), ("lst", "list"), ("lits", "list"),
      ("hepl", "help"), ("en", "env"),
    ]
  )
  func `a slip of the keyboard is understood`(word: String, name: String) {
    #expect(Suggestion.nearest(to: word, among: Self.names) == name)
  }

  @Test(arguments: ["frobnicate", "", "x", "upgrade", "xyz", "self", "checkself"])
  func `another word is not`(word: String) {
    #expect(Suggestion.nearest(to: word, among: Self.names) == nil)
  }

  @Test func `nothing is near to no names`() {
    #expect(Suggestion.nearest(to: "cache", among: []) == nil)
  }

  @Test func `of equally near ones the first is suggested`() {
    #expect(Suggestion.nearest(to: "bat", among: ["cat", "hat"]) == "cat")
  }

  @Test func `a very long word costs nothing`() {
    let word = String(repeating: "cache", count: 1_000_000)
    #expect(Suggestion.nearest(to: word, among: Self.names) == nil)
  }
}

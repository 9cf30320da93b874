import Testing

@testable import PipCommandTree

@Suite struct ShellTextTests {
  @Test(
    "a text is one word of a POSIX shell",
    arguments: [
      ("plain-1.0_a/b", "plain-1.0_a/b"), ("", "''"), ("a b", "'a b'"), ("$(x)", "'$(x)'"),
      ("it's", #"'it'\''s'"#), ("'", #"''\'''"#), (#"\"#, #"'\'"#), ("=ls", "'=ls'"),
      ("'\u{301};x", "''\\''\u{301};x'"),
    ]
  )
  func posix(text: String, word: String) {
    #expect(Array(ShellText.posix(text).unicodeScalars) == Array(word.unicodeScalars))
  }

  @Test(
    "a text is one word of fish",
    arguments: [
      ("plain", "plain"), ("", "''"), ("$(x)", "'$(x)'"), ("it's", #"'it\'s'"#), (#"\"#, #"'\\'"#),
      ("'\u{301};x", "'\\'\u{301};x'"),
    ]
  )
  func fish(text: String, word: String) {
    #expect(Array(ShellText.fish(text).unicodeScalars) == Array(word.unicodeScalars))
  }
}

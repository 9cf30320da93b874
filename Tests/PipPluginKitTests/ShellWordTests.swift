import PipPluginKit
import Testing

@Suite struct ShellWordTests {
  @Test(
    arguments: [
      ("/usr/bin/pip", "/usr/bin/pip"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
      ("$HOME", "'$HOME'"), ("a'\u{301}b", "'a'\\''\u{301}b'"), ("é", "'é'"),
    ]
  )
  func `a word is in quotes where a shell would read it otherwise`(text: String, typed: String) {
    #expect(ShellWord(text).description == typed)
  }
}

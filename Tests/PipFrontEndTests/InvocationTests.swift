import PipPluginKit
import Testing

@testable import PipFrontEnd

@Suite struct InvocationTests {
  @Test(
    arguments: [
      ([], nil), (["say"], "say"), (["-v", "say"], "say"), (["--format", "json", "say"], "say"),
      (["--format=json", "say"], "say"), (["--python", "say", "list"], "list"),
      (["--cache-dir", "a", "--color", "never", "say"], "say"), (["--", "say"], nil),
      (["--offline"], nil), (["-", "say"], "-"), (["--format"], nil), ([""], ""),
    ] as [([String], String?)]
  )
  func `the first word that is no option is the command`(arguments: [String], word: String?) {
    #expect(Invocation(arguments).commandWord == word)
  }

  @Test(
    arguments: [
      ([], GlobalOptions.Format.human), (["--format", "json"], .json),
      (["x", "--format=json"], .json),
      (["--format=json", "--format=human"], .human), (["--format"], .human),
      (["--format="], .human), (["--", "--format=json"], .human),
      (["--python", "--format=json"], .human),
      (["--format", "JSON"], .human),
    ]
  )
  func `the format is known before the arguments are understood`(
    arguments: [String],
    format: GlobalOptions.Format
  ) {
    #expect(Invocation(arguments).format == format)
  }

  @Test func `options about the cache keep their order`() {
    let arguments = ["--no-cache-dir", "say", "--cache-dir=a", "--cache-dir", "--no-cache-dir"]
    #expect(
      Invocation(arguments).cacheOptionsInOrder == [
        "--no-cache-dir", "--cache-dir", "--cache-dir",
      ]
    )
  }
}

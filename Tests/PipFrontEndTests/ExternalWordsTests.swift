import Testing

@testable import PipExternalPlugins
@testable import PipFrontEnd

@Suite struct ExternalWordsTests {
  private static let option = PluginManifest.Option(
    spellings: ["-t", "--to"],
    abstract: "",
    value: "name",
    isRepeated: false,
    completion: .nothing
  )

  private static let flag = PluginManifest.Option(
    spellings: ["-l", "--loud"],
    abstract: "",
    value: nil,
    isRepeated: false,
    completion: .nothing
  )

  @Test(arguments: [
    (["say"], [], []),
    (["--offline", "say", "a", "-q", "b"], ["--offline", "-q"], ["a", "b"]),
    (["say", "--format", "json", "x"], ["--format", "json"], ["x"]),
    (["say", "--format=json", "--other=1"], ["--format=json"], ["--other=1"]),
    (["say", "--to", "--offline", "-t", "-q"], [], ["--to", "--offline", "-t", "-q"]),
    (["say", "-qq", "-qv", "-qx"], ["-qq", "-qv"], ["-qx"]),
    (["say", "--", "--offline", "--help"], [], ["--", "--offline", "--help"]),
    (["--cache-dir", "say", "say", "-"], ["--cache-dir", "say"], ["-"]),
    (["say", "--offline=yes", "-q=1"], ["--offline=yes", "-q=1"], []),
    (["say", "-lt", "-q", "-vt", "--offline"], [], ["-lt", "-q", "-vt", "--offline"]),
    (["say", "-tl", "-q", "-lx", "-q"], ["-q", "-q"], ["-tl", "-lx"]),
  ])
  func `options of every command are told from the plugin's own words`(
    arguments: [String],
    global: [String],
    own: [String]
  ) throws {
    let name = try #require(Invocation(arguments).words.first)
    let words = try ExternalWords(arguments, namedAt: name, options: [Self.option, Self.flag])
    #expect(words.global == global)
    #expect(words.own == own)
    #expect(!words.isAskingForHelp)
  }

  @Test func `an option of the plugin before its command is misplaced`() {
    #expect(throws: UsageError.misplacedWord("--to", command: "say")) {
      try ExternalWords(["--to", "say"], namedAt: 1, options: [Self.option])
    }
  }

  @Test(arguments: ["-h", "--help"])
  func `help is asked for wherever it stands`(word: String) throws {
    #expect(try ExternalWords(["say", "a", word], namedAt: 0, options: []).isAskingForHelp)
    #expect(try ExternalWords([word, "say"], namedAt: 1, options: []).isAskingForHelp)
  }

  @Test func `the version is asked for wherever it stands, but behind what ends options`() throws {
    let words = { try ExternalWords($0, namedAt: $1, options: []).isAskingForVersion }
    #expect(try words(["say", "--version"], 0))
    #expect(try words(["--version", "say"], 1))
    #expect(try !words(["say", "--", "--version"], 0))
  }
}

import Testing

@testable import PipCommandTree

@Suite struct CompletionScriptTests {
  private let tree = CommandTree(
    name: "swiftpip",
    options: [
      .init(names: ["--format"], valueName: "format", completion: .values(["human", "it's"]))
    ],
    subcommands: [
      .init(
        name: "copy",
        abstract: "Copies: `all` of it's $(contents).",
        arguments: [.init(valueName: "file", completion: .files)]
      )
    ]
  )

  @Test func `bash gets names and values`() {
    let script = BashCompletion.script(for: tree)
    #expect(script.contains("    (swiftpip) subcommands=(copy help) switches=(--format) ;;\n"))
    #expect(script.contains("    ('swiftpip copy') ;;\n"))
    #expect(script.contains(#"    ('swiftpip --format') kind=values choices=(human 'it'\''s') ;;"#))
    #expect(script.contains("    ('swiftpip copy @1') kind=files ;;\n"))
    #expect(!script.contains("contents"))
  }

  @Test func `zsh gets abstracts, too, and reads no colon in them`() {
    let script = ZshCompletion.script(for: tree)
    #expect(script.hasPrefix("#compdef swiftpip\n"))
    #expect(script.contains(#"        'copy:Copies\: `all` of it'\''s $(contents).'"#))
    #expect(script.contains("    ('swiftpip copy @1') kind=files ;;\n"))
  }

  @Test func `fish gets abstracts, too`() {
    let script = FishCompletion.script(for: tree)
    #expect(script.contains(#"        copy 'Copies: `all` of it\'s $(contents).' \"#))
    #expect(script.contains(#"printf '%s\n' values human 'it\'s'"#))
    #expect(script.contains("    case 'swiftpip copy @1'\n      printf '%s\\n' files\n"))
  }
}

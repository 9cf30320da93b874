import Testing

@testable import PipCommandTree

@Suite struct CompletionFactsTests {
  @Test func `an option of a command above is not said again`() {
    let quiet = CommandTree.Option(names: ["-q", "--quiet"])
    let facts = CompletionFacts(
      CommandTree(
        name: "tool",
        options: [quiet],
        subcommands: [.init(name: "a", options: [quiet, .init(names: ["--own"])])]
      )
    )
    #expect(facts.commands.map(\.path) == ["tool", "tool a"])
    #expect(facts.commands.map { $0.options.map(\.name) } == [["-q", "--quiet"], ["--own"]])
  }

  @Test func `help is offered where there are commands`() {
    let facts = CompletionFacts(CommandTree(name: "tool", subcommands: [.init(name: "a")]))
    #expect(facts.commands.map { $0.subcommands.map(\.name) } == [["a", "help"], []])
    #expect(CompletionFacts(CommandTree(name: "tool")).commands.first?.subcommands == [])
  }

  @Test func `an option that means the same everywhere is known from the start`() {
    let option = CommandTree.Option(names: ["--to"], valueName: "dir", completion: .directories)
    let facts = CompletionFacts(
      CommandTree(
        name: "tool",
        subcommands: [.init(name: "a", options: [option]), .init(name: "b", options: [option])]
      )
    )
    #expect(facts.values == [.init(key: "tool --to", completion: .directories)])
  }

  @Test func `an option that is a flag elsewhere is known where it has a value`() {
    let facts = CompletionFacts(
      CommandTree(
        name: "tool",
        subcommands: [
          .init(name: "a", options: [.init(names: ["--to"], valueName: "dir")]),
          .init(name: "b", options: [.init(names: ["--to"])]),
        ]
      )
    )
    #expect(facts.values == [.init(key: "tool a --to", completion: .nothing)])
  }

  @Test func `arguments are numbered, and the last may go on`() {
    let facts = CompletionFacts(
      CommandTree(
        name: "tool",
        arguments: [
          .init(valueName: "a", completion: .directories),
          .init(valueName: "b", isRepeated: true, completion: .files),
        ]
      )
    )
    #expect(facts.values.map(\.key) == ["tool @1", "tool @2", "tool @+"])
    #expect(facts.values.map(\.completion) == [.directories, .files, .files])
  }

  @Test func `abstracts stay on one line, and values that would not are left out`() {
    let facts = CompletionFacts(
      CommandTree(
        name: "tool",
        options: [
          .init(
            names: ["--x"],
            valueName: "x",
            abstract: "one\r\ntwo\u{1B}[0m\u{2028}three",
            completion: .values(["fine", "not\nfine", ""])
          )
        ]
      )
    )
    #expect(facts.commands.first?.options.first?.abstract == "one  two [0m three")
    #expect(facts.values.map(\.completion) == [.values(["fine"])])
  }
}

import Testing

@testable import PipCommandTree

@Suite struct CommandTreeTests {
  private let dump = #"""
    {"serializationVersion": 0, "command": {"commandName": "tool", "abstract": "A tool.",
      "arguments": [
        {"kind": "option",
         "names": [{"kind": "short", "name": "f"}, {"kind": "long", "name": "format"}],
         "valueName": "format", "shouldDisplay": true, "isOptional": true, "isRepeating": false,
         "parsingStrategy": "default", "sectionTitle": "Global options",
         "completionKind": {"list": {"values": ["human", "json"]}}},
        {"kind": "flag", "names": [{"kind": "longWithSingleDash", "name": "loud"}],
         "valueName": "loud", "abstract": "Say more.", "shouldDisplay": true, "isOptional": true,
         "isRepeating": true, "parsingStrategy": "default"},
        {"kind": "flag", "names": [{"kind": "long", "name": "secret"}], "valueName": "secret",
         "shouldDisplay": false, "isOptional": true, "isRepeating": false,
         "parsingStrategy": "default"}],
      "subcommands": [
        {"commandName": "copy", "discussion": "More.", "shouldDisplay": true, "arguments": [
          {"kind": "positional", "valueName": "file", "shouldDisplay": true, "isOptional": false,
           "isRepeating": true, "parsingStrategy": "default",
           "completionKind": {"file": {"extensions": []}}},
          {"kind": "positional", "valueName": "folder", "shouldDisplay": true, "isOptional": true,
           "isRepeating": false, "parsingStrategy": "default", "completionKind": {"directory": {}}},
          {"kind": "positional", "valueName": "kind", "shouldDisplay": true, "isOptional": true,
           "isRepeating": false, "parsingStrategy": "default", "allValues": ["a"]}]},
        {"commandName": "hidden", "shouldDisplay": false},
        {"commandName": "help", "shouldDisplay": true}]}}
    """#

  @Test func `options are read with their names, values and sections`() throws {
    let tree = try CommandTree(dump: Array(dump.utf8))
    #expect(tree.name == "tool")
    #expect(tree.abstract == "A tool.")
    #expect(
      tree.options == [
        .init(
          names: ["-f", "--format"],
          valueName: "format",
          section: "Global options",
          completion: .values(["human", "json"])
        ),
        .init(names: ["-loud"], isRepeated: true, abstract: "Say more."),
      ]
    )
  }

  @Test func `arguments are read with what completes them`() throws {
    let copy = try #require(try CommandTree(dump: Array(dump.utf8)).command(at: ["copy"]))
    #expect(copy.discussion == "More.")
    #expect(copy.arguments.map(\.valueName) == ["file", "folder", "kind"])
    #expect(copy.arguments.map(\.completion) == [.files, .directories, .values(["a"])])
    #expect(copy.arguments.map(\.isOptional) == [false, true, true])
    #expect(copy.arguments.map(\.isRepeated) == [true, false, false])
  }

  @Test func `what is hidden and what every shell script has are left out`() throws {
    #expect(try CommandTree(dump: Array(dump.utf8)).subcommands.map(\.name) == ["copy"])
  }

  @Test func `anything else is no tree`() {
    #expect(throws: (any Error).self) { try CommandTree(dump: Array("{}".utf8)) }
  }

  @Test func `a command is found by its words`() {
    let tree = CommandTree(
      name: "tool",
      subcommands: [.init(name: "a", subcommands: [.init(name: "b")])]
    )
    #expect(tree.command(at: [])?.name == "tool")
    #expect(tree.command(at: ["a", "b"])?.name == "b")
    #expect(tree.command(at: ["b"]) == nil)
  }
}

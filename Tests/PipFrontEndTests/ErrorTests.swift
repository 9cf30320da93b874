import Foundation
import PipPluginKit
import PipSystem
import SystemPackage
import Testing

@testable import PipFrontEnd

@Suite struct ErrorTests {
  @Test func `an explained error is told as its diagnostic`() async {
    let outcome = await TestStage().run("fail", "explained")
    #expect(outcome.status == 1)
    #expect(outcome.data.isEmpty)
    #expect(
      outcome.talkText == """
        error[fail.explained]: it went wrong
        hint: do better

        """
    )
  }

  @Test func `an error that nobody explained is told in its own words`() async {
    let outcome = await TestStage().run("fail", "unknown")
    #expect(outcome.status == 1)
    #expect(outcome.talkText == "error[command.failed]: nobody explained this\n")
  }

  @Test func `an interruption has its status`() async {
    let outcome = await TestStage().run("fail", "cancelled")
    #expect(outcome.status == 130)
    #expect(outcome.talkText.hasPrefix("error[command.interrupted]"))
  }

  @Test func `in JSON an error is a document without a result`() async throws {
    let outcome = await TestStage().run("fail", "explained", "--format", "json")
    #expect(outcome.status == 1)
    #expect(outcome.talk.isEmpty)
    #expect(
      outcome.dataText == """
        {"command":"fail","diagnostics":[{"causes":[],"code":"fail.explained","hint":"do better",\
        "message":"it went wrong","severity":"error"}],"result":null,"schema":1}

        """
    )
  }

  @Test func `the error of a command in a group names all of it`() async throws {
    let outcome = await TestStage().run("box", "open", "--broken", "--format", "json")
    #expect(try outcome.document()["command"] as? String == "box open")
  }

  @Test(arguments: [
    (["help", "sya"], "sya", "say"), (["box", "opne"], "box opne", "box open"),
    (["help", "box", "opne"], "box opne", "box open"),
    (["box", "lid", "litf"], "box lid litf", "box lid lift"),
  ])
  func `an unknown word is told with the commands before it`(
    arguments: [String],
    command: String,
    nearest: String
  ) async {
    let outcome = await TestStage().run(arguments)
    #expect(outcome.status == 64)
    #expect(
      outcome.talkText == """
        error[usage.unknown-command]: there is no command "\(command)"
        hint: did you mean "\(nearest)"?

        """
    )
  }

  @Test func `without a command programs get a document`() async throws {
    let outcome = await TestStage().run("--format", "json")
    #expect(outcome.status == 64)
    #expect(try outcome.codes() == ["usage.missing-command"])
  }

  @Test func `an unknown command is misuse, with the nearest one`() async {
    let outcome = await TestStage().run("sya")
    #expect(outcome.status == 64)
    #expect(outcome.data.isEmpty)
    #expect(
      outcome.talkText == """
        error[usage.unknown-command]: there is no command "sya"
        hint: did you mean "say"?

        """
    )
  }

  @Test func `an unknown command that is near to none points to the list`() async {
    let outcome = await TestStage().run("frobnicate")
    #expect(outcome.status == 64)
    #expect(outcome.talkText.contains("hint: run swiftpip --help for a list"))
  }

  @Test func `a command that was left out is not just unknown`() async throws {
    let outcome = await TestStage().run(ClashingHost.self, ["bogus", "--format", "json"])
    #expect(try outcome.codes() == ["plugin.clash", "usage.unknown-command"])
  }

  @Test func `an option of a command that stands before it is told as such`() async throws {
    let outcome = await TestStage().run(["--loud", "very", "say", "--format", "json"])
    #expect(outcome.status == 64)
    #expect(try outcome.codes() == ["usage.misplaced-word"])
  }

  @Test(
    arguments: [
      ["say", "--bogus"], ["say", "a", "b"], ["fail"], ["fail", "somehow"], ["--bogus", "say"],
      ["say", "--cache-dir"], ["say", "--color", "red"],
    ]
  )
  func `what cannot be understood is misuse, told to people or to programs`(
    arguments: [String]
  )
    async throws
  {
    let human = await TestStage().run(arguments)
    #expect(human.status == 64)
    #expect(human.data.isEmpty)
    #expect(human.talkText.hasPrefix("error[usage.rejected]: "))
    #expect(human.talkText.contains("hint: run swiftpip"))
    #expect(human.talkText.contains("--help"))

    for position in [0, arguments.count] where arguments.last != "--cache-dir" || position == 0 {
      var copy = arguments
      copy.insert(contentsOf: ["--format", "json"], at: position)
      let json = await TestStage().run(copy)
      #expect(json.status == 64)
      #expect(json.talk.isEmpty)
      #expect(try json.codes() == ["usage.rejected"])
      #expect(try json.document()["result"] is NSNull)
    }
  }

  @Test(
    arguments: [
      ["--format", "json", "bogus"], ["bogus", "--format", "json"], ["--format=json", "bogus"],
      ["bogus", "--format=json"], ["bogus", "--python", "x", "--format", "json"],
    ]
  )
  func `the format counts wherever it stands`(arguments: [String]) async throws {
    let outcome = await TestStage().run(arguments)
    #expect(outcome.status == 64)
    #expect(try outcome.codes() == ["usage.unknown-command"])
    #expect(try outcome.document()["command"] as? String == "bogus")
  }

  @Test func `a format that there is none of is told to people`() async {
    let outcome = await TestStage().run("say", "--format", "xml")
    #expect(outcome.status == 64)
    #expect(outcome.data.isEmpty)
    #expect(outcome.talkText.contains("xml"))
  }

  @Test(arguments: [(["box"], "swiftpip box"), (["box", "lid"], "swiftpip box lid")])
  func `a group needs a command`(arguments: [String], name: String) async {
    let outcome = await TestStage().run(arguments)
    #expect(outcome.status == 64)
    #expect(
      outcome.talkText == """
        error[usage.missing-command]: "\(name)" needs a command
        hint: run \(name) --help for a list

        """
    )
  }
}

@Suite struct PlainAnswerTests {
  @Test(arguments: [["--help"], ["-h"], ["help"], []])
  func `help is an answer with all commands`(arguments: [String]) async {
    let outcome = await TestStage().run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.talk.isEmpty)
    for word in ["USAGE: swiftpip", "say", "box", "completion", "--cache-dir"] {
      #expect(outcome.dataText.contains(word))
    }
    #expect(outcome.dataText.hasSuffix("\n"))
    #expect(!outcome.dataText.hasSuffix("\n\n"))
  }

  @Test(arguments: [["say", "--help"], ["help", "say"], ["--help", "say"]])
  func `a command has help of its own`(arguments: [String]) async {
    let outcome = await TestStage().run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.dataText.contains("Says a word."))
  }

  @Test func `a group's help lists its commands`() async {
    let outcome = await TestStage().run("box", "--help")
    #expect(outcome.status == 0)
    #expect(outcome.dataText.contains("open"))
  }

  @Test func `the version is an answer`() async {
    let outcome = await TestStage().run("--version")
    #expect(outcome.status == 0)
    #expect(outcome.dataText == "\(SwiftpipVersion.text)\n")
    #expect(outcome.talk.isEmpty)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `there is a completion script for a shell`(shell: String) async throws {
    let outcome = await TestStage().run("completion", shell)
    #expect(outcome.status == 0)
    #expect(outcome.dataText.contains("swiftpip"))
    #expect(outcome.dataText.contains("complain"))
    #expect(!outcome.dataText.contains("\\x"))
    let json = await TestStage().run("completion", shell, "--format", "json")
    let result = try json.document()["result"] as? [String: String]
    #expect(result?["shell"] == shell)
  }

  @Test func `a shell that there is no script for is misuse`() async {
    #expect(await TestStage().run("completion", "tcsh").status == 64)
  }
}

import Foundation
import PipPluginKit
import PipSystem
import SystemPackage
import Testing

@testable import PipFrontEnd

@Suite struct AnswerTests {
  @Test func `an answer goes to standard output and nothing to standard error`() async {
    let outcome = await TestStage().run("say")
    #expect(outcome.status == 0)
    #expect(outcome.dataText == "hello\n")
    #expect(outcome.talk.isEmpty)
  }

  @Test func `the answer "no" has its status`() async {
    #expect(await TestStage().run("say", "--no").status == 2)
    #expect(await TestStage().run("say", "--no", "--format", "json").status == 2)
  }

  @Test func `JSON is one line with sorted keys and a line feed`() async {
    let outcome = await TestStage().run("say", "a/b", "--format", "json")
    #expect(
      outcome.dataText == """
        {"command":"say","diagnostics":[],"result":{"apple":null,"word":"a/b","zebra":1},"schema":1}

        """
    )
    #expect(outcome.talk.isEmpty)
  }

  @Test func `JSON has every diagnostic, whatever the verbosity`() async throws {
    let outcome = await TestStage().run("say", "--complain", "-q", "--format", "json")
    #expect(try outcome.codes() == ["say.error", "say.warning", "say.note"])
    #expect(outcome.talk.isEmpty)
  }

  @Test(
    arguments: [
      (["-q"], ["say.error"]), ([], ["say.error", "say.warning"]),
      (["-v"], ["say.error", "say.warning", "say.note"]),
    ]
  )
  func `people see the diagnostics that they want to see`(options: [String], shown: [String]) async
  {
    let outcome = await TestStage().run(["say", "--complain"] + options)
    for code in ["say.error", "say.warning", "say.note"] {
      #expect(outcome.talkText.contains("[\(code)]") == shown.contains(code))
    }
    #expect(outcome.dataText.hasPrefix("hello\n"))
    #expect(outcome.status == 0)
  }

  @Test func `a diagnostic says what, why, and what next`() async {
    let outcome = await TestStage().run("say", "--complain", "-q")
    #expect(
      outcome.talkText == """
        error[say.error]: about hello
          because: a cause
          because: a deeper cause
        hint: a hint

        """
    )
  }

  @Test func `more is said to whoever asks`() async {
    #expect(await TestStage().run("say", "-v").dataText == "hello\nverbosely\n")
  }

  @Test func `bytes that are no UTF-8 come out as they went in`() async {
    let odd: [UInt8] = [0x61, 0xE9, 0x62]
    let outcome = await TestStage().run("say", SystemText.string(decoding: odd))
    #expect(outcome.data == odd + [0x0A])
  }

  @Test func `JSON is UTF-8 whatever the arguments were`() async throws {
    let odd = SystemText.string(decoding: [0x61, 0xE9, 0x62])
    let outcome = await TestStage().run("say", odd, "--complain", "--format", "json")
    #expect(String(validating: outcome.data, as: UTF8.self) != nil)
    #expect(!outcome.dataText.unicodeScalars.contains(where: SystemText.isEscape))
    #expect(outcome.dataText.contains("about a\u{FFFD}b"))
  }

  @Test func `colour is on both streams if it is wanted`() async {
    let outcome = await TestStage().run("say", "--complain", "-q", "--color", "always")
    #expect(outcome.dataText == "\u{1B}[1mhello\u{1B}[0m\n")
    #expect(outcome.talkText.hasPrefix("\u{1B}[31merror[say.error]\u{1B}[0m"))
  }

  @Test func `each stream is coloured if it is a terminal`() async {
    let stage = TestStage(isDataTerminal: true)
    let outcome = await stage.run("say", "--complain")
    #expect(outcome.dataText.contains("\u{1B}["))
    #expect(!outcome.talkText.contains("\u{1B}["))
  }

  @Test func `JSON is never coloured`() async {
    let stage = TestStage(isDataTerminal: true)
    let outcome = await stage.run("say", "--format", "json", "--color", "always")
    #expect(!outcome.data.contains(0x1B))
  }

  @Test func `a command in groups has the names of all of them`() async throws {
    #expect(await TestStage().run("box", "open").dataText == "box open\n")
    #expect(await TestStage().run("box", "lid", "lift").dataText == "box lid lift\n")
    let json = await TestStage().run("box", "open", "--format", "json")
    #expect(try json.document()["command"] as? String == "box open")
  }

  @Test(
    arguments: [
      ["--format", "json", "say"], ["say", "--format", "json"], ["--format=json", "say"],
      ["say", "--format=json"], ["-v", "--format=json", "say", "word"],
    ]
  )
  func `global options stand before or after the command`(arguments: [String]) async throws {
    #expect(try await TestStage().run(arguments).document()["command"] as? String == "say")
  }

  @Test func `plugins that clash are told beside the answer`() async throws {
    let human = await TestStage().run(ClashingHost.self, ["say"])
    #expect(human.dataText == "hello\n")
    #expect(human.talkText.contains("warning[plugin.clash]"))
    #expect(human.talkText.contains("rival"))
    let json = await TestStage().run(ClashingHost.self, ["say", "--format", "json"])
    #expect(try json.codes() == ["plugin.clash"])
  }
}

@Suite struct StreamFailureTests {
  @Test(arguments: [["say"], ["say", "--format", "json"], ["--help"], ["--version"]])
  func `a reader that went away has read enough`(arguments: [String]) async {
    let outcome = await TestStage(failures: [.data: .brokenPipe]).run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.talk.isEmpty)
  }

  @Test(arguments: [["say"], ["say", "--format", "json"], ["--help"], ["--version"]])
  func `an answer that cannot be written is a failure, and people are told`(
    arguments: [String]
  )
    async
  {
    let outcome = await TestStage(failures: [.data: .noSpace]).run(arguments)
    #expect(outcome.status == 1)
    #expect(outcome.talkText.contains("error[system.call-failed]"))
    #expect(outcome.talkText.contains("No space left"))
  }

  @Test(arguments: [Errno.brokenPipe, .noSpace, .ioError])
  func `a standard error that takes nothing changes neither answer nor status`(errno: Errno) async {
    let stage = TestStage(failures: [.talk: errno])
    let answer = await stage.run("say", "--complain")
    #expect(answer.dataText == "hello\n")
    #expect(answer.status == 0)
    #expect(await stage.run("bogus").status == 64)
    #expect(await stage.run("fail", "explained").status == 1)
    #expect(await stage.run("change").status == 0)
  }

  @Test func `where no stream is left the status still says it`() async {
    let stage = TestStage(failures: [.data: .noSpace, .talk: .noSpace])
    #expect(await stage.run("say").status == 1)
    #expect(await stage.run("bogus", "--format", "json").status == 64)
  }
}

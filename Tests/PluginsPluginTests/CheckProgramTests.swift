import PipPluginKit
import PipPluginTesting
import Testing

@testable import PluginsPlugin

@Suite struct CheckProgramTests {
  @Test(arguments: [
    ("SayPlugin\tsay", CheckProgram.Answer.command("say", plugin: "SayPlugin")),
    (
      "SayPlugin\tabstract\tit is none\tpeople read it",
      .flaw(
        PluginFlaw(rule: "abstract", message: "it is none", reason: "people read it"),
        plugin: "SayPlugin"
      )
    ),
    ("hello", nil), ("", nil), ("a\tb\tc", nil),
  ])
  func `what it says is read back`(line: String, answer: CheckProgram.Answer?) {
    #expect(CheckProgram.Answer(line[...]) == answer)
  }

  @Test func `what is wrong is told with whose it is, where there are several`() {
    var report = PluginCheckReport()
    report.add("say", [.clash("list")])
    #expect(Self.text(of: report).first == "[clash] swiftpip has a command list itself")
    report.add("shout", [])
    #expect(Self.text(of: report).first == "[clash] say: swiftpip has a command list itself")
    #expect(Self.text(of: report).last == "say, shout: 1 thing is wrong")
    #expect(report.exitStatus == .no)
  }

  private static func text(of report: PluginCheckReport) -> [String] {
    var page = Page()
    report.write(to: &page, verbosity: .normal)
    return page.lines.map { $0.map(\.text).joined() }
  }
}

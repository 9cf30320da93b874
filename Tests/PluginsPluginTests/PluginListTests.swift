import PipPluginKit
import Testing

@testable import PluginsPlugin

private struct SayPlugin: Plugin {
  let name = "say"
  let abstract = "Says things."
  let version = "1.5"
}

@Suite struct PluginListTests {
  @Test func `a plugin that is built in is told with what it adds`() {
    var summary = PluginSummary(of: SayPlugin())
    #expect(summary.module == "PluginsPluginTests")
    summary.commands = ["say", "shout"]
    summary.hooks = ["echo"]
    summary.doctorChecks = ["say.voice", "say.ears"]
    let report = PluginListReport(rows: [PluginListReport.Row(summary)])
    var page = Page()
    report.write(to: &page, verbosity: .normal)
    let text = page.lines.map { $0.map(\.text).joined() }
    #expect(text == ["say  1.5  built-in  say, shout, 1 hook, 2 checks"])
  }
}

import ArgumentParser
import PipPluginKit
import Testing

@Suite struct PluginDefaultsTests {
  private struct Bare: Plugin {
    let name = "bare"
    let abstract = "Adds nothing."
  }

  private struct Hello: PluginCommand {
    struct Greeting: Report {
      var result: String { "hello" }

      func write(to page: inout Page, verbosity: Verbosity) {
        page.line(result)
      }
    }

    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws -> Greeting {
      Greeting()
    }
  }

  @Test func `a plugin adds nothing that it does not declare`() {
    let plugin = Bare()
    #expect(plugin.commands.isEmpty)
    #expect(plugin.hooks.isEmpty)
    #expect(plugin.doctorChecks.isEmpty)
    #expect(plugin.housekeepingRules.isEmpty)
  }

  @Test func `a command reads, has its own section and none of pip's options`() throws {
    #expect(Hello.effect == .reads)
    #expect(Hello.pipSections.isEmpty)
    #expect(try Hello.parse([]).pipOptions.isEmpty)
  }

  @Test func `a report is a success about which there is nothing to say`() {
    let report = Hello.Greeting()
    #expect(report.exitStatus == .success)
    #expect(report.diagnostics.isEmpty)
  }
}

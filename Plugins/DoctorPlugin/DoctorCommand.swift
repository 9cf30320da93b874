internal import ArgumentParser
internal import PipPluginKit

/// Asks all plugins what is wrong: `swiftpip doctor`.
struct DoctorCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tells what is wrong with cache, environment, configuration and plugins.",
    discussion: """
      Every finding has a reason and a remedy. Ends with 2 where there is a problem; a note is none.
      """
  )

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> DoctorReport {
    var results: [DoctorReport.CheckResult] = []
    for check in context.doctorChecks.sorted(by: { $0.code < $1.code }) {
      let findings = await check.findings(in: context)
      results.append(
        DoctorReport.CheckResult(code: check.code, abstract: check.abstract, findings: findings)
      )
    }
    return DoctorReport(checks: results)
  }
}

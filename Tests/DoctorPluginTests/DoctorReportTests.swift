import Foundation
import PipPluginKit
import Testing

@testable import DoctorPlugin

@Suite struct DoctorReportTests {
  private let report = DoctorReport(
    checks: [
      .init(
        code: "a.well",
        abstract: "the one",
        findings: [Diagnostic(.note, code: "a.fact", message: "a fact")]
      ),
      .init(
        code: "b.ill",
        abstract: "the other",
        findings: [
          Diagnostic(.warning, code: "b.bad", message: "bad", causes: ["why"], hint: "mend it")
        ]
      ),
    ]
  )

  private func text(_ report: DoctorReport, _ verbosity: Verbosity = .normal) -> [String] {
    var page = Page()
    report.write(to: &page, verbosity: verbosity)
    return page.lines.map { $0.map(\.text).joined() }
  }

  @Test func `each finding has a reason and a remedy, and a note is no problem`() {
    #expect(
      text(report) == [
        "ok      the one", "        a fact", "problem the other", "        bad  [b.bad]",
        "          because: why", "          remedy: mend it", "2 checks, 1 problem",
      ]
    )
    #expect(report.exitStatus == .no)
    let well = DoctorReport(checks: Array(report.checks.prefix(1)))
    #expect(text(well).last == "1 check, no problem")
    #expect(well.exitStatus == .success)
  }

  @Test func `programs read the same`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json = String(decoding: try encoder.encode(report.result), as: UTF8.self)
    #expect(
      json == """
        {"checks":[{"abstract":"the one","code":"a.well","findings":[{"causes":[],"code":"a.fact",\
        "message":"a fact","severity":"note"}],"ok":true},{"abstract":"the other","code":"b.ill",\
        "findings":[{"causes":["why"],"code":"b.bad","hint":"mend it","message":"bad",\
        "severity":"warning"}],"ok":false}],"problems":1}
        """
    )
  }
}

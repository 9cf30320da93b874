internal import PipPluginKit
internal import PipSystem

/// The answer of `swiftpip doctor`.
struct DoctorReport: Report {
  /// What a check found.
  struct CheckResult: Encodable, Sendable, Hashable {
    /// The name of the check.
    let code: String
    /// What it looked at.
    let abstract: String
    /// What it found.
    let findings: [Diagnostic]

    private enum CodingKeys: String, CodingKey {
      case code
      case abstract
      case ok
      case findings
    }

    /// The findings that are more than worth knowing.
    var problems: [Diagnostic] { findings.filter { $0.severity != .note } }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(code, forKey: .code)
      try container.encode(abstract, forKey: .abstract)
      try container.encode(problems.isEmpty, forKey: .ok)
      try container.encode(findings.map(\.readable), forKey: .findings)
    }
  }

  struct Result: Encodable, Sendable {
    let checks: [CheckResult]
    let problems: Int
  }

  let checks: [CheckResult]

  private var problems: [Diagnostic] { checks.flatMap(\.problems) }

  var result: Result { Result(checks: checks, problems: problems.count) }

  var exitStatus: ExitStatus { problems.isEmpty ? .success : .no }

  func write(to page: inout Page, verbosity: Verbosity) {
    for check in checks {
      let isWell = check.problems.isEmpty
      page.line(
        Page.Span(isWell ? "ok      " : "problem ", isWell ? .good : .bad),
        Page.Span(check.abstract),
        Page.Span(verbosity > .normal ? "  \(check.code)" : "", .faint)
      )
      for finding in check.findings { write(finding, to: &page) }
    }
    let count = checks.count == 1 ? "1 check" : "\(checks.count) checks"
    switch problems.count {
    case 0: page.line(Page.Span("\(count), no problem", .good))
    case 1: page.line(Page.Span("\(count), 1 problem", .bad))
    default: page.line(Page.Span("\(count), \(problems.count) problems", .bad))
    }
  }

  private func write(_ finding: Diagnostic, to page: inout Page) {
    let isNote = finding.severity == .note
    page.line(
      Page.Span("        \(finding.message)", isNote ? .faint : .strong),
      Page.Span(isNote ? "" : "  [\(finding.code)]", .faint)
    )
    for cause in finding.causes { page.line(Page.Span("          because: \(cause)", .faint)) }
    if let hint = finding.hint { page.line(Page.Span("          remedy: "), Page.Span(hint)) }
  }
}

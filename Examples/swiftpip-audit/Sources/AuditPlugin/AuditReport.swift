import PipPluginKit

/// The answer of `swiftpip audit`.
struct AuditReport: Report {
  /// A package that is affected.
  struct Finding: Encodable, Sendable, Hashable {
    let name: String
    let version: String
    let advisory: String
    let summary: String
    let fixedIn: [String]
  }

  struct Result: Encodable, Sendable {
    let findings: [Finding]
    let advisories: Int
  }

  let findings: [Finding]
  let advisoryCount: Int

  var result: Result { Result(findings: findings, advisories: advisoryCount) }

  var exitStatus: ExitStatus { findings.isEmpty ? .success : .no }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard !findings.isEmpty else {
      return page.line(
        Page.Span("nothing is affected", .good),
        Page.Span(" by \(advisoryCount) advisories")
      )
    }
    page.table(
      findings.map { finding in
        [
          Page.Span(finding.name, .strong), Page.Span(finding.version),
          Page.Span(finding.advisory, .bad),
          Page.Span(
            finding.fixedIn.isEmpty
              ? "no fix" : "fixed in \(finding.fixedIn.joined(separator: ", "))"
          ),
          Page.Span(finding.summary, .faint),
        ]
      }
    )
  }
}

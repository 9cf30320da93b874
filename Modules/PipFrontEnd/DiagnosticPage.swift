internal import PipPluginKit

/// Diagnostics as people read them.
extension Page {
  /// Adds a diagnostic: what happened, why, and what to do next.
  mutating func add(_ diagnostic: Diagnostic) {
    let style: Style =
      switch diagnostic.severity {
      case .error: .bad
      case .warning: .warning
      case .note: .faint
      }
    line(
      Span("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", style),
      Span(": \(diagnostic.message)")
    )
    for cause in diagnostic.causes { line(Span("  because: \(cause)", .faint)) }
    if let hint = diagnostic.hint { line(Span("hint: ", .strong), Span(hint)) }
  }
}

internal import PipPluginKit
internal import PipRegistry
internal import PipSystem

/// Renders answers and errors, for people or for programs.
///
/// Only this prints.
struct Renderer {
  let console: Console
  let format: GlobalOptions.Format
  /// Where answers go.
  var answers = Console.Stream.data

  /// Shows a command's answer, and on the other stream what deserves attention.
  ///
  /// - Throws: the system's reason when the answer cannot be written.
  func show(
    _ report: some Report,
    of command: String,
    _ verbosity: Verbosity,
    _ registry: Registry
  ) throws -> ExitStatus {
    let diagnostics = registry.diagnostics + report.diagnostics
    switch format {
    case .json:
      let envelope = Envelope(command: command, result: report.result, diagnostics: diagnostics)
      try envelope.write { try console.write($0, to: answers) }
    case .human, .abspath:
      var page = Page()
      report.write(to: &page, verbosity: verbosity)
      try console.show(page, on: answers)
      var talk = Page()
      for diagnostic in diagnostics where verbosity.shows(diagnostic.severity) {
        talk.add(diagnostic)
      }
      try? console.show(talk, on: .talk)
    }
    return report.exitStatus
  }

  /// Shows what nobody asked for.
  ///
  /// If it cannot be shown, nothing is lost.
  func show(_ notices: [Notice]) {
    var page = Page()
    for notice in notices {
      page.line("")
      for line in notice.lines { page.line("[notice] ", Page.Span(line)) }
    }
    try? console.show(page, on: .talk)
  }

  /// Shows why a command did not answer, and returns how the process is to end.
  func fail(_ error: any Error, as command: String, _ registry: Registry) -> ExitStatus {
    if let answer = error as? PlainAnswer { return show(answer, as: command, registry) }
    let reason = diagnostic(of: error)
    // What was left out may be what was asked for.
    let diagnostics = registry.diagnostics + [reason]
    switch format {
    case .json:
      let envelope = Envelope<Nothing>(command: command, result: nil, diagnostics: diagnostics)
      do {
        try envelope.write { try console.write($0, to: answers) }
      } catch {
        tell(diagnostics)
      }
    case .human, .abspath:
      tell(diagnostics)
    }
    // A plugin that is a program of its own says by the code alone that it was called in another way than it can be.
    guard !reason.code.hasPrefix("usage.") else { return .usage }
    return error is CancellationError ? .interrupted : .failure
  }

  /// Shows diagnostics to people.
  ///
  /// If there is no stream left to say it on, the status says it.
  private func tell(_ diagnostics: [Diagnostic]) {
    var page = Page()
    for diagnostic in diagnostics { page.add(diagnostic) }
    try? console.show(page, on: .talk)
  }

  private struct Nothing: Encodable {}

  private func show(
    _ answer: PlainAnswer,
    as command: String,
    _ registry: Registry
  ) -> ExitStatus {
    do {
      try console.write(Array((answer.text + "\n").utf8), to: answers)
      return .success
    } catch {
      return fail(error, as: command, registry)
    }
  }

  private func diagnostic(of error: any Error) -> Diagnostic {
    if let explainable = error as? any Explainable { return explainable.diagnostic }
    if error is CancellationError {
      return Diagnostic(.error, code: "command.interrupted", message: "the command was interrupted")
    }
    return Diagnostic(.error, code: "command.failed", message: "\(error)")
  }
}

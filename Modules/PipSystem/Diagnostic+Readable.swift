package import PipDiagnostics

extension Diagnostic {
  /// The same in text that is valid everywhere: paths in it need not be.
  package var readable: Diagnostic {
    var copy = self
    copy.message = SystemText.readable(message)
    copy.causes = causes.map(SystemText.readable)
    copy.hint = hint.map(SystemText.readable)
    return copy
  }
}

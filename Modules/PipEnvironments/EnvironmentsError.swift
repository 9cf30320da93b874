package import PipDiagnostics
package import PipSystem
package import SystemPackage

/// What can go wrong when an environment is looked at.
package enum EnvironmentsError: Error, Sendable, Hashable {
  /// The interpreter could not be run, or ended in an error.
  case notRun(FilePath, reason: String)
  /// The interpreter answered something that is no answer.
  case unintelligible(FilePath)
  /// The system refuses to show some of what is installed.
  case unseen(SystemFailure)
  /// No environment can be at a place: its path has signs that configurations cannot say.
  case impossiblePlace(FilePath)
}

extension EnvironmentsError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .notRun(let executable, let reason):
      Diagnostic(
        .error,
        code: "environment.interpreter-failed",
        message: "the interpreter \(executable.systemText) could not be asked",
        causes: [reason],
        hint: "name another interpreter or environment with --python"
      )
    case .unintelligible(let executable):
      Diagnostic(
        .error,
        code: "environment.interpreter-unintelligible",
        message: "\(executable.systemText) does not answer as Python does",
        hint: "name another interpreter or environment with --python"
      )
    case .unseen(let failure):
      Diagnostic(
        .error,
        code: "environment.unseen",
        message: "some of what is installed cannot be looked at",
        causes: [failure.reason]
      )
    case .impossiblePlace(let prefix):
      Diagnostic(
        .error,
        code: "environment.impossible-place",
        message: "no environment can be at \(prefix.systemText)",
        causes: ["its path has a colon or a line break"],
        hint: "choose another folder"
      )
    }
  }
}

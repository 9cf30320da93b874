import PipConfiguration
package import PipDiagnostics
package import PipSystem
package import SystemPackage

/// What keeps a place from being found.
package enum PathsError: Error, Sendable, Hashable {
  /// A folder that should hold a Python environment is not there.
  case environmentNotFound(FilePath, InterpreterLocation.Choice)
  /// A folder is there and has no Python in it.
  case noInterpreter(in: FilePath, InterpreterLocation.Choice)
  /// An interpreter that was asked for by its path is not there or cannot be run.
  case interpreterNotFound(FilePath, InterpreterLocation.Choice)
  /// No directory of `PATH` has this program.
  case notOnSearchPath(String)
  /// What an environment says about itself cannot be read.
  case unreadableEnvironment(FilePath, SystemFailure)
  /// A path is relative, and the directory that it starts from is gone.
  case noWorkingDirectory(FilePath)
}

extension PathsError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .environmentNotFound(let path, let choice):
      Diagnostic(
        .error,
        code: "environment.not-found",
        message: "there is no Python environment at \(path.systemText)",
        causes: [choice.explanation],
        hint: choice.remedy
      )
    case .noInterpreter(let path, let choice):
      Diagnostic(
        .error,
        code: "environment.no-interpreter",
        message: "the folder \(path.systemText) has no bin/python that can be run",
        causes: [choice.explanation],
        hint: choice.remedy
      )
    case .interpreterNotFound(let path, let choice):
      Diagnostic(
        .error,
        code: "interpreter.not-found",
        message: "there is no Python that can be run at \(path.systemText)",
        causes: [choice.explanation],
        hint: choice.remedy
      )
    case .notOnSearchPath(let name):
      Diagnostic(
        .error,
        code: "interpreter.not-found",
        message: "no directory of PATH has \(name)",
        hint: "name an interpreter or an environment with --python"
      )
    case .unreadableEnvironment(let path, let failure):
      Diagnostic(
        .error,
        code: "environment.unreadable",
        message: "\(path.systemText) cannot be read",
        causes: [failure.reason],
        hint: "make the environment anew, or name another one with --python"
      )
    case .noWorkingDirectory(let path):
      Diagnostic(
        .error,
        code: "paths.no-working-directory",
        message: "the current directory is gone, so nobody knows where \(path.systemText) is",
        hint: "change to a directory that exists, or give an absolute path"
      )
    }
  }
}

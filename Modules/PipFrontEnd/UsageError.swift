internal import PipConfiguration
internal import PipDiagnostics

/// A command line that cannot be understood.
enum UsageError: Error, Hashable {
  /// There is no such command.
  case unknownCommand(String, nearest: String?)
  /// A group of commands was named, but none of it.
  case missingCommand(group: String)
  /// ArgumentParser's words.
  case rejected(message: String, help: String)
}

extension UsageError: Explainable {
  var diagnostic: Diagnostic {
    switch self {
    case .unknownCommand(let word, let nearest):
      Diagnostic(
        .error,
        code: "usage.unknown-command",
        message: "there is no command \"\(CredentialMask.masking(word))\"",
        hint: nearest.map { "did you mean \"\($0)\"?" } ?? "run swiftpip --help for a list"
      )
    case .missingCommand(let group):
      Diagnostic(
        .error,
        code: "usage.missing-command",
        message: "\"\(group)\" needs a command",
        hint: "run \(group) --help for a list"
      )
    case .rejected(let message, let help):
      // ArgumentParser repeats what it rejects, and that may be a URL with a password.
      Diagnostic(
        .error,
        code: "usage.rejected",
        message: CredentialMask.masking(message),
        hint: help
      )
    }
  }
}

internal import PipConfiguration
internal import PipDiagnostics

/// A command line that cannot be understood.
enum UsageError: Error, Hashable {
  /// There is no such command.
  case unknownCommand(String, nearest: String?)
  /// Something stands before a command that is no option of all commands.
  case misplacedWord(String, command: String)
  /// A group of commands was named, but none of it.
  case missingCommand(group: String)
  /// ArgumentParser's words, and the command that says more.
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
    case .misplacedWord(let word, let command):
      Diagnostic(
        .error,
        code: "usage.misplaced-word",
        message: "\"\(CredentialMask.masking(word))\" stands before the command \"\(command)\"",
        hint: "put the options of a command behind its name"
      )
    case .missingCommand(let group):
      Diagnostic(
        .error,
        code: "usage.missing-command",
        message: "\"\(group)\" needs a command",
        hint: "run \(group) --help for a list"
      )
    case .rejected(let message, let help):
      Diagnostic(
        .error,
        code: "usage.rejected",
        message: Self.inOurVoice(message),
        hint: "run \(help)"
      )
    }
  }

  /// ArgumentParser repeats what it rejects, and that may be a URL with a password.
  private static func inOurVoice(_ message: String) -> String {
    let masked = CredentialMask.masking(message)
    return masked.prefix(1).lowercased() + masked.dropFirst()
  }
}

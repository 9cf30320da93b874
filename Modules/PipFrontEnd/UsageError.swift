internal import PipDiagnostics

/// A command line that cannot be understood.
enum UsageError: Error, Hashable {
  /// There is no such command.
  case unknownCommand(String, nearest: String?)
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
        message: "there is no command \"\(word)\"",
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
      Diagnostic(
        .error,
        code: "usage.rejected",
        message: message.prefix(1).lowercased() + message.dropFirst(),
        hint: "run \(help)"
      )
    }
  }
}

package import PipDiagnostics
import PipSystem
package import SystemPackage

/// What makes settings unusable.
package enum ConfigurationError: Error, Sendable, Hashable {
  /// What a value should have been.
  package enum Expectation: Sendable, Hashable {
    case boolean
    case integer
    case seconds
    case duration
    case path
  }

  /// A configuration file with lines that pip cannot read either.
  case brokenFile(FilePath, lines: [BrokenLine])
  /// A configuration file larger than any that was written by people, in bytes.
  case fileTooLarge(FilePath, limit: Int)
  /// A value that its option cannot have.
  case invalidValue(Setting, expected: Expectation)
}

extension ConfigurationError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .brokenFile(let path, let lines):
      Diagnostic(
        .error,
        code: "configuration.broken-file",
        message: "the configuration file \(path.systemText) cannot be read",
        causes: lines.map(\.description),
        hint: "correct the file; pip refuses it too"
      )
    case .fileTooLarge(let path, let limit):
      Diagnostic(
        .error,
        code: "configuration.file-too-large",
        message: "the configuration file \(path.systemText) has more than \(limit) bytes",
        hint: "look at what has become of the file"
      )
    case .invalidValue(let setting, let expectation):
      Diagnostic(
        .error,
        code: "configuration.invalid-value",
        message: "\(setting.source) says \(setting.name) is "
          + "\"\(CredentialMask.masking(setting.value))\", which is not \(expectation.words)",
        hint: "give it \(expectation.example), or remove it"
      )
    }
  }
}

extension ConfigurationError.Expectation {
  fileprivate var words: String {
    switch self {
    case .boolean: "a truth value"
    case .integer: "a whole number"
    case .seconds: "a time in seconds"
    case .duration: "a duration"
    case .path: "a path"
    }
  }

  fileprivate var example: String {
    switch self {
    case .boolean: "yes or no, true or false, on or off, 1 or 0"
    case .integer: "a number such as 3"
    case .seconds: "a number such as 15 or 0.5"
    case .duration: "a number with a unit such as 45s, 30m, 12h or 7d"
    case .path: "a path without NUL bytes"
    }
  }
}

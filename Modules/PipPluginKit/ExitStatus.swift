internal import PipSystem

/// How a command ended, as scripts see it.
///
/// ```swift
/// var exitStatus: ExitStatus { problems.isEmpty ? .success : .no }
/// ```
public struct ExitStatus: Sendable, Hashable {
  /// The number that the process exits with.
  public let code: Int32

  private init(_ code: Int32) {
    self.code = code
  }

  /// The command did what it was asked for.
  public static let success = ExitStatus(0)

  /// The command failed.
  public static let failure = ExitStatus(1)

  /// The command did its work, and the answer is "no".
  public static let no = ExitStatus(2)

  /// The user interrupted the command (128 + SIGINT).
  public static let interrupted = ExitStatus(130)

  /// The command line cannot be understood (`EX_USAGE` of sysexits).
  public static let usage = ExitStatus(64)

  /// Ends the process: the front end does that, plugins never.
  public func exit() -> Never {
    ProcessFacts.exit(code)
  }
}

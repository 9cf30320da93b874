internal import PipSystem

/// How a command ended, as scripts see it.
///
/// ```swift
/// struct Search: Report {
///   let matches: [String]
///
///   var result: [String: [String]] { ["matches": matches] }
///   var exitStatus: ExitStatus { matches.isEmpty ? .no : .success }
///
///   func write(to page: inout Page, verbosity: Verbosity) {
///     for match in matches { page.line(match) }
///   }
/// }
/// ```
public struct ExitStatus: Sendable, Hashable {
  /// The number that the process exits with.
  ///
  /// ```swift
  /// page.line("a script sees \(ExitStatus.no.code)")  // a script sees 2
  /// ```
  public let code: Int32

  private init(_ code: Int32) {
    self.code = code
  }

  /// The command did what it was asked for.
  public static let success = ExitStatus(0)

  /// The command failed: what `run(in:)` throws ends it so, and so may a report that has something to show all the
  /// same.
  ///
  /// ```swift
  /// struct Halfway: Report {
  ///   let done: Int
  ///   var result: [String: Int] { ["done": done] }
  ///   var exitStatus: ExitStatus { .failure }
  ///
  ///   func write(to page: inout Page, verbosity: Verbosity) { page.line("\(done) files, then it broke off") }
  /// }
  /// ```
  public static let failure = ExitStatus(1)

  /// The command did its work, and the answer is "no".
  public static let no = ExitStatus(2)

  /// The user interrupted the command (128 + SIGINT).
  ///
  /// ```swift
  /// let isOver = ExitStatus.interrupted.code == 128 + 2
  /// ```
  public static let interrupted = ExitStatus(130)

  /// The command line cannot be understood (`EX_USAGE` of sysexits): an error whose code begins with `usage.` ends
  /// the command so.
  ///
  /// ```swift
  /// struct TwoNames: Error, Explainable {
  ///   // swiftpip ends with ExitStatus.usage, 64.
  ///   var diagnostic: Diagnostic {
  ///     Diagnostic(.error, code: "usage.two-names", message: "a package has one name")
  ///   }
  /// }
  /// ```
  public static let usage = ExitStatus(64)

  /// Ends the process: the front end does that, and a program of your own that calls no front end; plugins never.
  ///
  /// ```swift
  /// ExitStatus.success.exit()
  /// ```
  public func exit() -> Never {
    ProcessFacts.exit(code)
  }
}

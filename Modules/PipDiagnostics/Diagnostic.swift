/// One thing that went wrong or is worth knowing, told the same way to people and to programs.
///
/// A message says what happened, in the user's nouns, in lower case and without a full stop. The
/// hint says the next move. Causes go from the nearest to the deepest.
///
/// ```swift
/// Diagnostic(
///   .warning,
///   code: "team.other-mirror",
///   message: "the environment uses another mirror",
///   causes: ["pip.conf names mirror-2"],
///   hint: "swiftpip doctor says where that is set"
/// )
/// ```
public struct Diagnostic: Sendable, Hashable, Encodable {
  /// How much a diagnostic matters.
  public enum Severity: String, Sendable, Hashable, Encodable, CaseIterable {
    /// The command could not do what it was asked for.
    case error
    /// The command did its work, but something deserves attention.
    case warning
    /// Something is worth knowing and nothing needs to be done.
    case note
  }

  /// How much it matters.
  public var severity: Severity

  /// A stable identifier such as `cache.not-owned`, listed in `docs/diagnostics.md`.
  public var code: String

  /// What happened.
  public var message: String

  /// Why it happened, the nearest cause first.
  public var causes: [String]

  /// What to do next, if there is something to do.
  public var hint: String?

  /// Creates a diagnostic from its parts.
  public init(
    _ severity: Severity,
    code: String,
    message: String,
    causes: [String] = [],
    hint: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.causes = causes
    self.hint = hint
  }

  /// Returns the same diagnostic with another severity.
  ///
  /// What is fatal for one command may be only worth a warning to another.
  public func with(severity: Severity) -> Diagnostic {
    var copy = self
    copy.severity = severity
    return copy
  }
}

/// One thing that went wrong or is worth knowing, told the same way to people and to programs.
///
/// A message says what happened, in the user's nouns, in lower case and without a full stop. The
/// hint says the next move. Causes go from the nearest to the deepest.
///
/// ```swift
/// let diagnostic = Diagnostic(
///   .warning,
///   code: "team.other-mirror",
///   message: "the environment uses another mirror",
///   causes: ["pip.conf names mirror-2"],
///   hint: "swiftpip doctor says where that is set"
/// )
/// if diagnostic.severity != .note {
///   page.line("\(diagnostic.message) [\(diagnostic.code)]")
///   for cause in diagnostic.causes { page.line("  because \(cause)") }
///   if let hint = diagnostic.hint { page.line("  \(hint)") }
/// }
/// ```
public struct Diagnostic: Sendable, Hashable, Encodable {
  /// How much a diagnostic matters.
  ///
  /// ```swift
  /// let severity: Diagnostic.Severity = context.isOffline ? .note : .error
  /// ```
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
  ///
  /// ```swift
  /// do {
  ///   for file in try await context.cachedFiles() { page.line(file.path) }
  /// } catch let error as any Explainable {
  ///   page.line(error.diagnostic.with(severity: .warning).message)
  /// }
  /// ```
  ///
  /// - Parameter severity: how much it matters here.
  /// - Returns: the diagnostic.
  public func with(severity: Severity) -> Diagnostic {
    var copy = self
    copy.severity = severity
    return copy
  }
}

/// What a command answers: a result for programs, and a page for people that says the same.
///
/// ```swift
/// struct Count: Report {
///   struct Result: Encodable, Sendable { let count: Int }
///
///   let count: Int
///   var result: Result { Result(count: count) }
///   var exitStatus: ExitStatus { count == 0 ? .no : .success }
///
///   var diagnostics: [Diagnostic] {
///     guard count > 1000 else { return [] }
///     return [Diagnostic(.warning, code: "team.many-wheels", message: "these are many wheels")]
///   }
///
///   func write(to page: inout Page, verbosity: Verbosity) {
///     page.line(Page.Span("\(count)", .strong), Page.Span(" wheels"))
///   }
/// }
/// ```
public protocol Report: Sendable {
  /// What programs read.
  associatedtype Result: Encodable & Sendable

  /// The `result` of the JSON document, an object; write times as texts (RFC 3339), and paths by `encodePath`.
  var result: Result { get }

  /// What deserves attention although the command did its work.
  var diagnostics: [Diagnostic] { get }

  /// How the command ended.
  var exitStatus: ExitStatus { get }

  /// Writes what people read.
  ///
  /// - Parameters:
  ///   - page: where to write.
  ///   - verbosity: how much people want to know.
  func write(to page: inout Page, verbosity: Verbosity)
}

extension Report {
  /// Nothing deserves attention.
  public var diagnostics: [Diagnostic] { [] }

  /// The command did what it was asked for.
  public var exitStatus: ExitStatus { .success }
}

/// An error that can say what happened as a diagnostic.
///
/// Each module's error type conforms in its own module, next to the facts it carries.
///
/// ```swift
/// struct OtherMirror: Error, Explainable {
///   let name: String
///
///   var diagnostic: Diagnostic {
///     Diagnostic(.error, code: "team.other-mirror", message: "\(name) is not our mirror")
///   }
/// }
/// ```
public protocol Explainable: Error {
  /// What happened, why, and what to do next.
  var diagnostic: Diagnostic { get }
}

extension Diagnostic {
  /// Returns what an error says, in a sentence: the message of its diagnostic, where it has one.
  package static func message(of error: any Error) -> String {
    (error as? any Explainable)?.diagnostic.message ?? "\(error)"
  }
}

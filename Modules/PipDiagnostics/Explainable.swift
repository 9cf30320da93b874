/// An error that can say what happened as a diagnostic.
///
/// Each module's error type conforms in its own module, next to the facts it carries.
public protocol Explainable: Error {
  /// What happened, why, and what to do next.
  var diagnostic: Diagnostic { get }
}

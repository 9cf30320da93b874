/// Something that a plugin can tell about the health of the installation.
public protocol DoctorCheck: Sendable {
  /// A stable name such as `self-check.state`.
  var code: String { get }

  /// What is looked at, in a few words.
  var abstract: String { get }

  /// Looks, changes nothing, and returns what is wrong: nothing where all is well.
  ///
  /// - Parameter context: the world as the command sees it.
  func findings(in context: Context) async -> [Diagnostic]
}

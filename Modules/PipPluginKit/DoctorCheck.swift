/// Something that a plugin can tell about the health of the installation.
public protocol DoctorCheck: Sendable {
  /// A stable name such as `self-check.state`.
  var code: String { get }

  /// What is looked at, in a few words.
  var abstract: String { get }

  /// Looks, and changes nothing.
  ///
  /// - Parameter context: the world as the command sees it.
  /// - Returns: what is wrong; nothing where all is well.
  func findings(in context: Context) async -> [Diagnostic]
}

/// Something that a plugin can tell about the health of the installation.
///
/// ```swift
/// struct SizeCheck: DoctorCheck {
///   let code = "team.size"
///   let abstract = "the size of the environment"
///
///   func findings(in context: Context) async -> [Diagnostic] {
///     guard let packages = try? await context.installedPackages(), packages.count > 500 else { return [] }
///     let message = "\(packages.count) packages are installed"
///     return [Diagnostic(.warning, code: code, message: message, hint: "swiftpip list says which")]
///   }
/// }
/// ```
public protocol DoctorCheck: Sendable {
  /// A stable name that begins with the plugin's and a dot, such as `self-check.state`.
  var code: String { get }

  /// What is looked at, in a few words.
  var abstract: String { get }

  /// Looks, and changes nothing.
  ///
  /// - Parameter context: the world as the command sees it.
  /// - Returns: what is wrong; nothing where all is well. `doctor` ends with 2 where one is a warning or an error.
  func findings(in context: Context) async -> [Diagnostic]
}

internal import PipPackaging

/// What versions of a package are wanted (PEP 440), such as `>=1.2, !=1.3.*`.
///
/// ```swift
/// if let wanted = PackageSpecifiers("~=1.4"), let version = PackageVersion("1.9") {
///   page.line("\(version) \(wanted.contains(version) ? "meets" : "does not meet") \(wanted.description)")
/// }
/// ```
public struct PackageSpecifiers: Sendable, Hashable, CustomStringConvertible {
  private let specifiers: VersionSpecifiers

  /// Reads specifiers; nil where a text is none, or has more than 16,384 bytes.
  ///
  /// An empty text wants any version.
  public init?(_ text: String) {
    guard let specifiers = VersionSpecifiers(text) else { return nil }
    self.specifiers = specifiers
  }

  init(_ specifiers: VersionSpecifiers) { self.specifiers = specifiers }

  /// The specifiers, with a comma between.
  public var description: String { specifiers.description }

  /// Tells whether a version is wanted; pre-releases count as any others.
  ///
  /// - Parameter version: the version.
  /// - Returns: whether all specifiers allow it.
  public func contains(_ version: PackageVersion) -> Bool { version.meets(specifiers) }
}

internal import PipPackaging

/// A version of a package (PEP 440): versions have an order, and several spellings of one are equal.
///
/// ```swift
/// let versions = ["1.9", "1.10.0", "2.0rc1"].compactMap { PackageVersion($0) }.filter { !$0.isPrerelease }
/// if let newest = versions.max(), newest == PackageVersion("1.10") {
///   page.line("the newest is \(newest.description)")  // the newest is 1.10.0
/// }
/// ```
public struct PackageVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let version: Version

  /// Reads a version; nil where a text is none, or has more than 1,024 bytes.
  public init?(_ text: String) {
    guard let version = Version(text) else { return nil }
    self.version = version
  }

  init(_ version: Version) { self.version = version }

  /// The normal form, such as `1.0rc1` for `1.0-RC.1`.
  public var description: String { version.description }

  /// Whether it is a pre-release or a development release.
  public var isPrerelease: Bool { version.isPrerelease }

  /// Tells whether a version comes before another.
  ///
  /// ```swift
  /// if let old = PackageVersion("1.9"), let new = PackageVersion("1.10.0"), old < new {
  ///   page.line("\(new) is newer")
  /// }
  /// ```
  public static func < (left: PackageVersion, right: PackageVersion) -> Bool {
    left.version < right.version
  }

  /// Tells whether requirements on a version are met; pre-releases count as any others.
  func meets(_ specifiers: VersionSpecifiers) -> Bool {
    specifiers.contains(version, prereleases: .allowed)
  }
}

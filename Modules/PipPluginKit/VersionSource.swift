/// Something that knows which versions of some packages there are, for `swiftpip self-check --package`.
///
/// Where a source covers a package it is asked in place of the index; what it said is remembered as what an index
/// says is. Of pip itself only the index is asked, for pip shares what is remembered of that.
///
/// ```swift
/// struct TeamReleases: VersionSource {
///   let name = "team-releases"
///
///   func covers(_ package: String) -> Bool { package.hasPrefix("team-") }
///
///   func versions(of package: String, in context: Context) async throws -> [PackageVersion] {
///     guard package == "team-tools" else { throw UnknownPackage() }
///     return ["1.4", "1.5rc1"].compactMap { PackageVersion($0) }
///   }
/// }
///
/// struct UnknownPackage: Error {}
/// ```
public protocol VersionSource: Sendable {
  /// A name, unique among the sources of the plugin.
  var name: String { get }

  /// Tells whether the source knows about a package.
  ///
  /// It must be quick and must not touch disk or network.
  ///
  /// - Parameter package: the package, by its normalized name (PEP 503).
  /// - Returns: whether it is asked in place of the index.
  func covers(_ package: String) -> Bool

  /// Returns the versions that the environment could have, in no order.
  ///
  /// Pre-releases count only where there is nothing else, as for pip. It is not asked where the user wants no network. There is no
  /// time limit, and the user waits.
  ///
  /// - Parameters:
  ///   - package: the package, by its normalized name.
  ///   - context: the world as the command sees it.
  /// - Returns: the versions; none where there are none.
  /// - Throws: what kept the source from knowing, best as an `Explainable`; the check ends with
  ///   `index-unreachable` then.
  func versions(of package: String, in context: Context) async throws -> [PackageVersion]
}

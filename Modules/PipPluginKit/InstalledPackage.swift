/// A package that is installed in an environment.
///
/// ```swift
/// for package in try await context.installedPackages() where package.isRequested {
///   page.line("\(package.writtenName)==\(package.version)")
///   let names = package.requires.compactMap { PackageRequirement($0)?.name }
///   page.line("  \(package.name) requires \(names.joined(separator: ", "))")
///   page.line("  by \(package.installer) in \(PathText.readable(package.location))")
/// }
/// ```
public struct InstalledPackage: Sendable, Hashable {
  /// Its normalized name (PEP 503).
  public let name: String

  /// Its name as it writes it.
  public let writtenName: String

  /// Its version, as PEP 440 writes it; as it is written where it is no version.
  public let version: String

  /// What it requires, as its metadata writes it (`Requires-Dist`): extras and markers are in it.
  public let requires: [String]

  /// The folder that it is in; bytes that are no UTF-8 as in `PathText`.
  public let location: String

  /// Whether it was asked for by name (PEP 376, REQUESTED).
  public let isRequested: Bool

  /// Who has installed it (PEP 376, INSTALLER); empty where nobody said.
  public let installer: String

  /// Creates a package; swiftpip and tests do.
  ///
  /// ```swift
  /// let demo = InstalledPackage(name: "demo", version: "1.0", requires: ["six>=1.0"], isRequested: true)
  /// let world = PluginTest.context(packages: [demo])
  /// ```
  public init(
    name: String,
    writtenName: String? = nil,
    version: String,
    requires: [String] = [],
    location: String = "",
    isRequested: Bool = false,
    installer: String = ""
  ) {
    self.name = name
    self.writtenName = writtenName ?? name
    self.version = version
    self.requires = requires
    self.location = location
    self.isRequested = isRequested
    self.installer = installer
  }
}

/// Something that is done when a self-check has found something out.
///
/// ```swift
/// struct Announcement: FindingHook {
///   let name = "announcement"
///
///   func run(after finding: SelfCheckFinding, in context: Context) async -> [Notice] {
///     guard finding.isOutdated, let latest = finding.latest else { return [] }
///     return [Notice(lines: ["\(finding.package) \(latest) is what this team uses"])]
///   }
/// }
/// ```
public protocol FindingHook: Sendable {
  /// A name, unique among the hooks of the plugin.
  var name: String { get }

  /// Returns what is to be told; the user waits for it.
  ///
  /// - Parameters:
  ///   - finding: what was found out.
  ///   - context: the world as the command sees it.
  /// - Returns: what to tell, once the command is done.
  func run(after finding: SelfCheckFinding, in context: Context) async -> [Notice]
}

/// What a self-check has found out about a package of an environment.
///
/// ```swift
/// struct Caution: FindingHook {
///   let name = "caution"
///
///   func run(after finding: SelfCheckFinding, in context: Context) async -> [Notice] {
///     guard finding.isOutdated, let installed = finding.installed, let latest = finding.latest else { return [] }
///     let news = "\(finding.package) \(latest) is there, \(finding.prefix) has \(installed) (\(finding.reason))"
///     return [Notice(lines: [news, "ask the team before you take it"])]
///   }
/// }
/// ```
public struct SelfCheckFinding: Sendable, Hashable {
  /// The package, by its normalized name (PEP 503).
  public var package: String

  /// The environment: its `sys.prefix`.
  public var prefix: String

  /// The version that is installed (PEP 440); nil where none is.
  public var installed: String?

  /// The newest version that the environment could have (PEP 440); nil where that is not known.
  public var latest: String?

  /// Whether the newest version is newer than the one that is installed.
  public var isOutdated: Bool

  /// Why that is so, as a code, such as `newer-release` (`swiftpip self-check --help`).
  public var reason: String

  /// Creates a finding; swiftpip and tests do.
  ///
  /// ```swift
  /// let finding = SelfCheckFinding(
  ///   package: "pip",
  ///   prefix: "/environment",
  ///   installed: "25.0",
  ///   latest: "26.0",
  ///   isOutdated: true,
  ///   reason: "newer-release"
  /// )
  /// let notices = await PluginTest.notices(of: GreetingPlugin(), after: finding, in: context)
  /// ```
  public init(
    package: String,
    prefix: String,
    installed: String?,
    latest: String?,
    isOutdated: Bool,
    reason: String
  ) {
    self.package = package
    self.prefix = prefix
    self.installed = installed
    self.latest = latest
    self.isOutdated = isOutdated
    self.reason = reason
  }
}

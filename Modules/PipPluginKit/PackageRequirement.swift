internal import PipPackaging

/// A requirement on a package (PEP 508), such as `requests[socks]>=2.8; python_version < "3.12"`.
///
/// ```swift
/// let interpreter = try await context.interpreter()
/// if let requirement = PackageRequirement("requests[socks]>=2.8; python_version < '3.12'"),
///   let version = PackageVersion("2.31.0"),
///   requirement.isNeeded(by: interpreter), requirement.specifiers.contains(version)
/// {
///   page.line("\(requirement.name) \(version) will do for \(requirement)")
///   page.line("with \(requirement.extras.joined(separator: ", ")), from \(requirement.url ?? "any index")")
/// }
/// ```
public struct PackageRequirement: Sendable, Hashable, CustomStringConvertible {
  private let requirement: Requirement

  /// Reads a requirement; nil where a text is none, or has more than 65,536 bytes.
  public init?(_ text: String) {
    guard let requirement = Requirement(text) else { return nil }
    self.requirement = requirement
  }

  /// The package, by its normalized name (PEP 503).
  public var name: String { requirement.name.normalized }

  /// The extras that are wanted, as they are written.
  public var extras: [String] { requirement.extras }

  /// The versions that are wanted.
  public var specifiers: PackageSpecifiers { PackageSpecifiers(requirement.specifiers) }

  /// Where the package is to come from; nil where any index will do.
  public var url: String? { requirement.url }

  /// The requirement as PEP 508 writes it.
  ///
  /// ```swift
  /// let text = PackageRequirement("Requests [socks] >= 2.8")?.description  // Requests[socks]>=2.8
  /// ```
  public var description: String { requirement.description }

  /// Tells whether it holds for an interpreter.
  ///
  /// - Parameters:
  ///   - interpreter: the interpreter, whose markers are asked.
  ///   - extras: the extras that whoever requires it was asked for with; any of them may bring it.
  /// - Returns: whether it does.
  public func isNeeded(by interpreter: PythonInterpreter, extras: [String] = []) -> Bool {
    guard let marker = requirement.marker else { return true }
    let environments = (extras.isEmpty ? [""] : extras).map { extra in
      interpreter.markers.merging(["extra": extra]) { _, new in new }
    }
    return environments.contains { marker.isMet(by: $0) }
  }
}

extension PackageRequirement {
  /// Returns a name as PEP 503 normalizes it; nil for a text that is no name.
  ///
  /// ```swift
  /// let name = PackageRequirement.normalized("Foo_Bar.baz")  // foo-bar-baz
  /// ```
  public static func normalized(_ name: String) -> String? { PackageName(name)?.normalized }
}

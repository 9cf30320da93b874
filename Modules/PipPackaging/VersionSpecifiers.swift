/// Conditions on versions that must all be met, such as `>=3.9, !=3.9.1`.
///
/// Means what the `packaging` library's `SpecifierSet` means. A `Requires-Python` that is none is
/// no condition: pip ignores it, and so should a caller that gets nil.
package struct VersionSpecifiers: Sendable {
  /// The longest text that is taken for specifiers, in bytes.
  package static let lengthLimit = 16_384

  /// The conditions, in the order in which they were written.
  package let specifiers: [VersionSpecifier]

  /// Parses specifiers between commas; empty ones, and so an empty text, are no condition.
  ///
  /// Returns nil where one of them is invalid or the text is longer than ``lengthLimit``.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count <= VersionSpecifiers.lengthLimit else { return nil }
    var specifiers: [VersionSpecifier] = []
    for part in bytes.split(separator: UInt8(ascii: ",")) {
      guard !PythonWhitespace.trimming(part).isEmpty else { continue }
      guard let specifier = VersionSpecifier(utf8: part) else { return nil }
      specifiers.append(specifier)
    }
    self.specifiers = specifiers
  }

  /// Joins specifiers: a version meets them that meets each of them.
  package init(allOf others: [VersionSpecifiers]) {
    specifiers = others.flatMap(\.specifiers)
  }

  /// Whether a specifier itself names a version before a final release.
  package var namesPrerelease: Bool { specifiers.contains { $0.namesPrerelease } }

  /// Whether a version, looked at alone, meets every condition.
  ///
  /// With ``PrereleasePolicy/whenNothingElse`` there is nothing else, so a pre-release is accepted;
  /// ``filter(_:prereleases:version:)`` chooses among many.
  package func contains(_ version: Version, prereleases: PrereleasePolicy) -> Bool {
    if prereleases == .excluded && version.isPrerelease { return false }
    return specifiers.allSatisfy { $0.isMet(by: version) }
  }

  /// Returns the elements whose version meets every condition, in their order.
  package func filter<Element>(
    _ elements: some Sequence<Element>,
    prereleases: PrereleasePolicy,
    version: (Element) -> Version
  ) -> [Element] {
    let matching = elements.filter { contains(version($0), prereleases: prereleases) }
    guard prereleases == .whenNothingElse, !namesPrerelease else { return matching }
    let finals = matching.filter { !version($0).isPrerelease }
    return finals.isEmpty ? matching : finals
  }
}

extension VersionSpecifiers: Hashable {
  package static func == (left: VersionSpecifiers, right: VersionSpecifiers) -> Bool {
    Set(left.specifiers) == Set(right.specifiers)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(Set(specifiers)) }
}

extension VersionSpecifiers: CustomStringConvertible {
  /// The specifiers in alphabetical order, of equal ones the first: the `packaging` library's form.
  package var description: String {
    var seen: Set<VersionSpecifier> = []
    return specifiers.sorted { $0.description < $1.description }
      .filter { seen.insert($0).inserted }
      .map(\.description).joined(separator: ",")
  }
}

/// What a wheel asks of the Python that it goes into, as PEP 425 defines it: `cp311-abi3-any`.
package struct CompatibilityTag: Sendable, Hashable {
  /// The Python implementation and version, such as `cp311` or `py3`.
  package let python: String

  /// The binary interface, such as `cp311`, `abi3` or `none`.
  package let abi: String

  /// The operating system and architecture, such as `manylinux_2_28_x86_64` or `any`.
  package let platform: String

  /// Creates a tag from its parts, in lower case.
  package init(python: some StringProtocol, abi: some StringProtocol, platform: some StringProtocol)
  {
    self.python = ASCII.lowercased(python.utf8)
    self.abi = ASCII.lowercased(abi.utf8)
    self.platform = ASCII.lowercased(platform.utf8)
  }

  /// Parses one tag, or returns nil if it has not exactly three parts.
  package init?(_ text: some StringProtocol) {
    // Byte for byte: with a mark behind it, a dash is another character.
    let parts = text.utf8.split(separator: ASCII.dash, omittingEmptySubsequences: false)
      .map { ASCII.lowercased($0) }
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(python: parts[0], abi: parts[1], platform: parts[2])
  }
}

extension CompatibilityTag: CustomStringConvertible {
  package var description: String { "\(python)-\(abi)-\(platform)" }
}

/// The version of the protocol that a page of an index follows, as PEP 629 defines it.
package struct RepositoryVersion: Sendable, Hashable {
  /// A change that clients must know.
  package let major: Int

  /// A change that clients may ignore.
  package let minor: Int

  /// Creates a version from its numbers.
  package init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Parses `major.minor`, or returns nil for anything else.
  package init?(_ text: some StringProtocol) {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 2, text.utf8.allSatisfy({ ASCII.isDigit($0) || $0 == ASCII.dot }),
      let major = Int(numbers[0]), let minor = Int(numbers[1])
    else { return nil }
    self.init(major: major, minor: minor)
  }

  /// Whether pages of this version can be read.
  package var isSupported: Bool { major <= 1 }
}

extension RepositoryVersion: CustomStringConvertible {
  package var description: String { "\(major).\(minor)" }
}

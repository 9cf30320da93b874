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

  /// Parses `major.minor`, or returns nil if it does not begin with a number.
  ///
  /// What is too large to be a number is the largest one: a version from far ahead stays ahead.
  package init?(_ text: some StringProtocol) {
    var cursor = ByteCursor(Array(text.utf8)[...])
    let major = cursor.takeAll(where: ASCII.isDigit)
    guard !major.isEmpty else { return nil }
    let minor = cursor.take(ASCII.dot) ? cursor.takeAll(where: ASCII.isDigit) : []
    self.init(major: RepositoryVersion.number(major), minor: RepositoryVersion.number(minor))
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    VersionNumber(digits: digits).value.flatMap { Int(exactly: $0) } ?? Int.max
  }

  /// Whether pages of this version can be read.
  package var isSupported: Bool { major <= 1 }
}

extension RepositoryVersion: CustomStringConvertible {
  package var description: String { "\(major).\(minor)" }
}

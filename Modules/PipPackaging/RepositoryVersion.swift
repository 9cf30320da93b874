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
    self.init(utf8: Array(text.utf8))
  }

  private init?(utf8 text: [UInt8]) {
    var cursor = ByteCursor(text[...])
    let major = cursor.takeAll(where: ASCII.isDigit)
    guard !major.isEmpty else { return nil }
    _ = cursor.take(ASCII.dot)
    let minor = cursor.takeAll(where: ASCII.isDigit)
    self.init(major: RepositoryVersion.number(major), minor: RepositoryVersion.number(minor))
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    var number = 0
    for digit in digits {
      let (scaled, overflowed) = number.multipliedReportingOverflow(by: 10)
      let (sum, carried) = scaled.addingReportingOverflow(Int(digit & 0x0F))
      guard !overflowed, !carried else { return Int.max }
      number = sum
    }
    return number
  }

  /// Whether pages of this version can be read.
  package var isSupported: Bool { major <= 1 }
}

extension RepositoryVersion: CustomStringConvertible {
  package var description: String { "\(major).\(minor)" }
}

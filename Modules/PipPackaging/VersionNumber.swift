/// A number in a version, of any length.
///
/// Dates and hashes make numbers that no machine integer holds, and a version is no place to
/// overflow: what does not fit in 64 bits is kept as its digits.
package struct VersionNumber: Sendable, Hashable {
  private enum Storage: Sendable, Hashable {
    case small(UInt64)
    // Digits without leading zeros, and more than fit in 64 bits, so that each number has one form.
    case large([UInt8])
  }

  private let storage: Storage

  /// Creates a number from an integer.
  package init(_ value: UInt64) { storage = .small(value) }

  /// Creates a number from ASCII digits; none at all are zero.
  init(digits: ArraySlice<UInt8>) {
    var value: UInt64 = 0
    for digit in digits {
      let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = scaled.addingReportingOverflow(UInt64(digit & 0x0F))
      guard !overflowed, !carried else {
        storage = .large(Array(digits.drop { $0 == 0x30 }))
        return
      }
      value = sum
    }
    storage = .small(value)
  }

  /// The number as an integer, if it fits.
  package var value: UInt64? {
    switch storage {
    case .small(let value): value
    case .large: nil
    }
  }

  /// Whether the number is zero.
  package var isZero: Bool { storage == .small(0) }
}

extension VersionNumber: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: UInt64) { self.init(value) }
}

extension VersionNumber: Comparable {
  package static func < (left: VersionNumber, right: VersionNumber) -> Bool {
    switch (left.storage, right.storage) {
    case (.small(let left), .small(let right)): left < right
    case (.small, .large): true
    case (.large, .small): false
    case (.large(let left), .large(let right)):
      left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }
  }
}

extension VersionNumber: CustomStringConvertible {
  package var description: String {
    switch storage {
    case .small(let value): String(value)
    case .large(let digits): String(decoding: digits, as: UTF8.self)
    }
  }
}

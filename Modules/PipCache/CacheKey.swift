internal import PipHashing
package import PipSystem

/// The name that pip gives to what belongs to a text: the SHA-224 of an address or a prefix, as 56
/// lower-case hexadecimal digits.
///
/// A cache has a million of them, so they are kept as numbers.
package struct CacheKey: Sendable, Hashable {
  /// How many digits a key has.
  package static let length = 56

  /// How many folders, named by the first digits, lead to a response
  /// (`pip/_vendor/cachecontrol/caches/file_cache.py`).
  package static let folderCount = 5

  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var fourth: UInt64 = 0

  /// Creates the key of an address, which must be spelled as pip asks for it.
  package init(ofAddress address: String) {
    for (index, byte) in HashAlgorithm.sha224.digest(of: address).bytes.enumerated() {
      append(UInt64(byte >> 4), at: 2 * index)
      append(UInt64(byte & 15), at: 2 * index + 1)
    }
  }

  /// Creates a key from the beginning of a name, or returns nil where that is none.
  package init?(beginning name: EntryName) {
    guard name.count >= Self.length else { return nil }
    for index in 0..<Self.length {
      guard let digit = Self.value(ofDigit: name[index]) else { return nil }
      append(digit, at: index)
    }
  }

  /// Creates a key from its digits, or returns nil where they are none of one.
  package init?(digits: ArraySlice<UInt8>) {
    guard digits.count == Self.length else { return nil }
    for (index, byte) in digits.enumerated() {
      guard let digit = Self.value(ofDigit: byte) else { return nil }
      append(digit, at: index)
    }
  }

  private mutating func append(_ digit: UInt64, at index: Int) {
    switch index {
    case ..<16: first = first << 4 | digit
    case ..<32: second = second << 4 | digit
    case ..<48: third = third << 4 | digit
    default: fourth = fourth << 4 | digit
    }
  }

  /// The digits.
  package var digits: [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(Self.length)
    append(to: &digits)
    return digits
  }

  /// Adds the digits behind some bytes.
  package func append(to digits: inout [UInt8]) {
    Self.append(first, count: 16, to: &digits)
    Self.append(second, count: 16, to: &digits)
    Self.append(third, count: 16, to: &digits)
    Self.append(fourth, count: 8, to: &digits)
  }

  /// Adds the names of the folders that lead to a response, each with a slash, behind some bytes.
  package func appendFolders(to path: inout [UInt8]) {
    for place in 1...UInt64(Self.folderCount) {
      path.append(Self.digit(first >> (64 - 4 * place)))
      path.append(UInt8(ascii: "/"))
    }
  }

  private static func append(_ word: UInt64, count: UInt64, to digits: inout [UInt8]) {
    var shift = 4 * count
    while shift > 0 {
      shift -= 4
      digits.append(digit(word >> shift))
    }
  }

  /// The digit of the last four bits.
  private static func digit(_ word: UInt64) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: word & 15)
    return value < 10 ? 0x30 + value : 0x61 + value - 10
  }

  /// The key as text.
  package var text: String { String(decoding: digits, as: UTF8.self) }

  /// The name of the file with the status and headers of a response.
  package var headName: EntryName? { EntryName(digits) }

  /// The name of the file with its body.
  package var bodyName: EntryName? { EntryName(digits + Array(".body".utf8)) }

  /// Tells whether a response of this key is kept in the folders of these digits.
  func isIn(_ path: CacheFolder.HexadecimalPath) -> Bool {
    first >> UInt64(64 - 4 * path.count) == path.value
  }

  /// Tells whether a byte is a digit.
  static func isDigit(_ byte: UInt8) -> Bool { value(ofDigit: byte) != nil }

  /// The value of a digit; nil for other bytes.
  static func value(ofDigit byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x61...0x66: UInt64(byte - 0x61 + 10)
    default: nil
    }
  }
}

extension CacheKey: Comparable {
  /// Orders keys as their digits are ordered.
  package static func < (left: CacheKey, right: CacheKey) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    if left.third != right.third { return left.third < right.third }
    return left.fourth < right.fourth
  }
}

internal import PipHashing
package import PipSystem

/// The name that pip gives to what belongs to a text: the SHA-224 of an address or a prefix, as 56
/// lower-case hexadecimal digits.
package struct CacheKey: Sendable, Hashable {
  /// How many digits a key has.
  package static let length = 56

  /// How many folders, named by the first digits, lead to a response
  /// (`pip/_vendor/cachecontrol/caches/file_cache.py`).
  package static let folderCount = 5

  /// The digits.
  package let digits: [UInt8]

  /// Creates the key of an address, which must be spelled as pip asks for it.
  package init(ofAddress address: String) {
    digits = Array(HashAlgorithm.sha224.digest(of: address).hexadecimal.utf8)
  }

  /// Creates a key from the beginning of a name, or returns nil where that is none.
  package init?(beginning name: EntryName) {
    guard name.count >= Self.length else { return nil }
    var digits: [UInt8] = []
    digits.reserveCapacity(Self.length)
    for index in 0..<Self.length {
      guard Self.isDigit(name[index]) else { return nil }
      digits.append(name[index])
    }
    self.digits = digits
  }

  /// The key as text.
  package var text: String { String(decoding: digits, as: UTF8.self) }

  /// The name of the file with the status and headers of a response.
  package var headName: EntryName? { EntryName(digits) }

  /// The name of the file with its body.
  package var bodyName: EntryName? { EntryName(digits + Array(".body".utf8)) }

  /// Tells whether a response of this key is kept in the folders of these digits.
  func isIn(_ path: [UInt8]) -> Bool { digits.starts(with: path) }

  static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

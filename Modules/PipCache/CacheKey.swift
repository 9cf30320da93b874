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

  private let digest: CompactDigest

  /// Creates the key of an address, which must be spelled as pip asks for it.
  package init(ofAddress address: String) {
    digest = CompactDigest(HashAlgorithm.sha224.digest(of: address))
  }

  /// Creates a key from the beginning of a name, or returns nil where that is none.
  package init?(beginning name: EntryName) {
    guard name.count >= Self.length else { return nil }
    let digest = name.withBytes { CompactDigest(digits: $0.extracting(first: Self.length)) }
    guard let digest else { return nil }
    self.digest = digest
  }

  /// Creates a key from its digits, or returns nil where they are none of one.
  package init?(digits: Span<UInt8>) {
    guard digits.count == Self.length, let digest = CompactDigest(digits: digits) else {
      return nil
    }
    self.digest = digest
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
    digest.append(digits: Self.length, to: &digits)
  }

  /// Adds the names of the folders that lead to a response, each with a slash, behind some bytes.
  package func appendFolders(to path: inout [UInt8]) {
    for place in 1...Self.folderCount {
      path.append(Hexadecimal.digit(digest.prefix(place)))
      path.append(UInt8(ascii: "/"))
    }
  }

  /// The key as text.
  package var text: String { String(decoding: digits, as: UTF8.self) }

  /// The name of the file with the status and headers of a response.
  package var headName: EntryName? { EntryName(digits) }

  /// The name of the file with its body.
  package var bodyName: EntryName? { EntryName(digits + Array(".body".utf8)) }

  /// The same name as text.
  var bodyText: String { "\(text).body" }

  /// The number that the first fifteen digits are, which has 60 bits.
  package var rank: UInt64 { digest.prefix(15) }

  /// Tells whether a response of this key is kept in the folders of these digits.
  func isIn(_ path: CacheFolder.HexadecimalPath) -> Bool {
    digest.prefix(path.count) == path.value
  }
}

extension CacheKey: Comparable {
  /// Orders keys as their digits are ordered.
  package static func < (left: CacheKey, right: CacheKey) -> Bool { left.digest < right.digest }
}

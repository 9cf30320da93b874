/// The hash functions that pip's cache and the packaging standards use (FIPS 180-4).
package enum HashAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// Names files in pip's cache.
  case sha224
  /// What indexes and `RECORD` files use.
  case sha256
  /// Allowed in hash-checking mode.
  case sha384
  /// Allowed in hash-checking mode.
  case sha512

  /// Bytes in a digest.
  package var byteCount: Int {
    switch self {
    case .sha224: 28
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// Returns the digest of some bytes.
  package func digest(of bytes: some Sequence<UInt8>) -> Digest {
    var stream = HashStream(self)
    stream.update(with: Array(bytes))
    return stream.finish()
  }

  /// Returns the digest of a text's UTF-8 bytes.
  package func digest(of text: String) -> Digest {
    digest(of: text.utf8)
  }
}

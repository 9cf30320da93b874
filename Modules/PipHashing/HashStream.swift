internal import Crypto

/// A hash function that is fed piece by piece.
package struct HashStream: Sendable {
  private enum State: Sendable {
    case sha224(SHA224)
    case sha256(SHA256)
    case sha384(SHA384)
    case sha512(SHA512)
  }

  private var state: State

  /// Begins a digest.
  package init(_ algorithm: HashAlgorithm) {
    state =
      switch algorithm {
      case .sha224: .sha224(SHA224())
      case .sha256: .sha256(SHA256())
      case .sha384: .sha384(SHA384())
      case .sha512: .sha512(SHA512())
      }
  }

  /// Adds bytes to what is hashed.
  package mutating func update(with bytes: [UInt8]) {
    switch state {
    case .sha224(var hash):
      hash.update(with: bytes)
      state = .sha224(hash)
    case .sha256(var hash):
      hash.update(data: bytes)
      state = .sha256(hash)
    case .sha384(var hash):
      hash.update(data: bytes)
      state = .sha384(hash)
    case .sha512(var hash):
      hash.update(data: bytes)
      state = .sha512(hash)
    }
  }

  /// Adds bytes to what is hashed.
  package mutating func update(with bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      switch state {
      case .sha224(var hash):
        unsafe hash.update(with: Array(bytes))
        state = .sha224(hash)
      case .sha256(var hash):
        unsafe hash.update(bufferPointer: bytes)
        state = .sha256(hash)
      case .sha384(var hash):
        unsafe hash.update(bufferPointer: bytes)
        state = .sha384(hash)
      case .sha512(var hash):
        unsafe hash.update(bufferPointer: bytes)
        state = .sha512(hash)
      }
    }
  }

  /// Returns the digest of all that was added.
  package consuming func finish() -> Digest {
    switch state {
    case .sha224(let hash): Digest(bytes: hash.finish())
    case .sha256(let hash): Digest(bytes: Array(hash.finalize()))
    case .sha384(let hash): Digest(bytes: Array(hash.finalize()))
    case .sha512(let hash): Digest(bytes: Array(hash.finalize()))
    }
  }
}

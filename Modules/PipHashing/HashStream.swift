internal import CLibCrypto

/// A hash function that is fed piece by piece.
package struct HashStream: Sendable {
  /// What a function has made of the bytes so far.
  private enum State: Sendable {
    /// SHA-224 and SHA-256 count with words of 32 bits.
    case short(SHA256_CTX)
    /// SHA-384 and SHA-512 count with words of 64 bits.
    case long(SHA512_CTX)
  }

  private let algorithm: HashAlgorithm
  private var state: State

  /// Begins a digest.
  package init(_ algorithm: HashAlgorithm) {
    self.algorithm = algorithm
    var (short, long) = (SHA256_CTX(), SHA512_CTX())
    switch algorithm {
    case .sha224: unsafe SHA224_Init(&short)
    case .sha256: unsafe SHA256_Init(&short)
    case .sha384: unsafe SHA384_Init(&long)
    case .sha512: unsafe SHA512_Init(&long)
    }
    state =
      switch algorithm {
      case .sha224, .sha256: .short(short)
      case .sha384, .sha512: .long(long)
      }
  }

  /// Adds bytes to what is hashed, fewer than 4 GiB.
  package mutating func update(with bytes: [UInt8]) {
    unsafe update(with: bytes.span.bytes)
  }

  /// Adds bytes to what is hashed, fewer than 4 GiB.
  package mutating func update(with bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      switch state {
      case .short(var short):
        unsafe SHA256_Update(&short, bytes.baseAddress, bytes.count)
        state = .short(short)
      case .long(var long):
        unsafe SHA512_Update(&long, bytes.baseAddress, bytes.count)
        state = .long(long)
      }
    }
  }

  /// Returns the digest of all that was added.
  package consuming func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: HashAlgorithm.sha512.byteCount)
    switch state {
    case .short(var short): unsafe SHA256_Final(&bytes, &short)
    case .long(var long): unsafe SHA512_Final(&bytes, &long)
    }
    return Digest(bytes: Array(bytes.prefix(algorithm.byteCount)))
  }
}

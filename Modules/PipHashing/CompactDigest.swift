/// A digest of SHA-224 or SHA-256 as four words: where there are a million of them, an array each would
/// take too much room and time.
package struct CompactDigest: Sendable, Hashable {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var fourth: UInt64 = 0

  /// Takes the first 32 bytes of a digest; what is missing is zeros.
  package init(_ digest: Digest) {
    for (place, byte) in digest.bytes.prefix(32).enumerated() {
      let bits = UInt64(byte) << UInt64(56 - 8 * (place & 7))
      switch place >> 3 {
      case 0: first |= bits
      case 1: second |= bits
      case 2: third |= bits
      default: fourth |= bits
      }
    }
  }

  /// Reads the 56 or 64 hexadecimal digits of a digest, in lower case; returns nil where they are none.
  package init?(digits: Span<UInt8>) {
    guard digits.count == 56 || digits.count == 64 else { return nil }
    var isDigest = true
    func word(_ place: Int) -> UInt64 {
      UInt64(half(place)) << 32 | UInt64(half(place + 8))
    }
    func half(_ place: Int) -> UInt32 {
      guard place < digits.count else { return 0 }
      let eight = unsafe digits.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      let number = Hexadecimal.number(of: UInt64(bigEndian: eight))
      if number == nil { isDigest = false }
      return number ?? 0
    }
    first = word(0)
    second = word(16)
    third = word(32)
    fourth = word(48)
    guard isDigest else { return nil }
  }

  /// Adds the first hexadecimal digits behind some bytes: 56 or 64 of them.
  package func append(digits count: Int, to text: inout [UInt8]) {
    let digits = (
      Self.digits(first >> 32), Self.digits(first), Self.digits(second >> 32), Self.digits(second),
      Self.digits(third >> 32), Self.digits(third), Self.digits(fourth >> 32), Self.digits(fourth)
    )
    unsafe withUnsafeBytes(of: digits) { unsafe text.append(contentsOf: $0.prefix(count)) }
  }

  /// Eight digits as they are written.
  private static func digits(_ half: UInt64) -> UInt64 {
    Hexadecimal.digits(of: UInt32(truncatingIfNeeded: half)).bigEndian
  }

  /// The number that the first digits are, as many as are asked for, at most 16.
  package func prefix(_ digits: Int) -> UInt64 { first >> UInt64(64 - 4 * digits) }

  /// The digest, if it is one of 32 bytes.
  package var digest: Digest {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for word in [first, second, third, fourth] {
      unsafe withUnsafeBytes(of: word.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }
    return Digest(bytes: bytes)
  }
}

extension CompactDigest: Comparable {
  /// Orders digests as their digits are ordered.
  package static func < (left: CompactDigest, right: CompactDigest) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    if left.third != right.third { return left.third < right.third }
    return left.fourth < right.fourth
  }
}

import PipHashing
import Testing

@Suite struct CompactDigestTests {
  private static let sha224 = HashAlgorithm.sha224.digest(of: "/srv/venv")
  private static let sha256 = HashAlgorithm.sha256.digest(of: "/srv/venv")

  private func text(_ digest: CompactDigest, _ count: Int) -> String {
    var bytes = Array("x".utf8)
    digest.append(digits: count, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `has the digits of the digest it was made of`() {
    #expect(text(CompactDigest(Self.sha224), 56) == "x" + Self.sha224.hexadecimal)
    #expect(text(CompactDigest(Self.sha256), 64) == "x" + Self.sha256.hexadecimal)
    #expect(CompactDigest(Self.sha256).digest == Self.sha256)
  }

  @Test(arguments: [sha224, sha256])
  func `is read from its digits`(digest: Digest) {
    let digits = Array(digest.hexadecimal.utf8)
    let read = CompactDigest(digits: digits.span)
    #expect(read == CompactDigest(digest))
  }

  @Test func `every digit counts, and nothing else is one`() {
    for place in 0..<64 {
      for byte in UInt8.min...UInt8.max {
        var digits = Array(String(repeating: "5", count: 64).utf8)
        digits[place] = byte
        let digest = CompactDigest(digits: digits.span)
        let isDigit = "0123456789abcdef".utf8.contains(byte)
        #expect((digest != nil) == isDigit, "\(byte) at \(place)")
        guard let digest else { continue }
        #expect(text(digest, 64) == "x" + String(decoding: digits, as: UTF8.self))
      }
    }
  }

  @Test(arguments: [0, 8, 55, 57, 63, 65, 72])
  func `nothing else has so many digits`(count: Int) {
    let digits = [UInt8](repeating: 0x30, count: count)
    let digest = CompactDigest(digits: digits.span)
    #expect(digest == nil)
  }

  @Test func `begins with its first digits`() throws {
    let digits = Array("0123456789abcdef".utf8) + [UInt8](repeating: 0x61, count: 40)
    let read = CompactDigest(digits: digits.span)
    let digest = try #require(read)
    #expect(digest.prefix(0) == 0)
    #expect(digest.prefix(3) == 0x012)
    #expect(digest.prefix(16) == 0x0123_4567_89ab_cdef)
  }

  @Test func `is in the order of the digits`() {
    let texts = (0..<50).map { HashAlgorithm.sha256.digest(of: "\($0)").hexadecimal }.sorted()
    let digests = texts.compactMap { CompactDigest(digits: Array($0.utf8).span) }
    #expect(digests.count == 50)
    #expect(digests == digests.sorted())
    #expect(digests.indices.dropFirst().allSatisfy { digests[$0 - 1] < digests[$0] })
  }
}

/// HMAC (RFC 2104) with SHA-256: codes of messages that only who has the key can make.
struct MessageCode: Sendable {
  /// Has taken in the key for what is hashed first, and for what is hashed last.
  private let inner: HashStream
  private let outer: HashStream

  /// Takes a key of at most 64 bytes: a longer one would have to be hashed first.
  init(key: [UInt8]) {
    let block = key + [UInt8](repeating: 0, count: Self.blockSize - key.count)
    inner = Self.stream(of: block, with: 0x36)
    outer = Self.stream(of: block, with: 0x5C)
  }

  private static let blockSize = 64

  private static func stream(of block: [UInt8], with pad: UInt8) -> HashStream {
    var stream = HashStream(.sha256)
    stream.update(with: block.map { $0 ^ pad })
    return stream
  }

  /// Returns the code of a message.
  func code(of message: [UInt8]) -> Digest {
    var (first, last) = (inner, outer)
    first.update(with: message)
    last.update(with: first.finish().bytes)
    return last.finish()
  }
}

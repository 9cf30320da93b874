internal import PipHashing

/// What depends on the content of a snapshot alone, as it grows: the SHA-256 of digest, size and path of each
/// file, whatever else is said of them: `docs/formats/snapshot-1.md`.
struct SnapshotIdentity {
  private var hash = HashStream(.sha256)
  private var text: [UInt8] = []

  /// Bytes that are hashed together.
  private static let pieceSize = 16 << 10

  /// Creates the identity of no files.
  init() {
    text.reserveCapacity(Self.pieceSize + 1024)
  }

  /// Adds the next file in the order of their paths.
  mutating func add(_ file: SnapshotFile) {
    file.appendDigest(to: &text)
    text.append(UInt8(ascii: " "))
    text += String(file.size).utf8
    text.append(UInt8(ascii: " "))
    file.path.append(to: &text)
    endFile()
  }

  /// Adds the next file as a line of the manifest has it.
  mutating func add(digest: Span<UInt8>, size: Span<UInt8>, path: Span<UInt8>) {
    append(digest)
    text.append(UInt8(ascii: " "))
    append(size)
    text.append(UInt8(ascii: " "))
    append(path)
    endFile()
  }

  private mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
  }

  private mutating func endFile() {
    text.append(0x0A)
    guard text.count >= Self.pieceSize else { return }
    hash.update(with: text)
    text.removeAll(keepingCapacity: true)
  }

  /// Returns the digest of all files.
  consuming func finish() -> Digest {
    hash.update(with: text)
    return hash.finish()
  }
}

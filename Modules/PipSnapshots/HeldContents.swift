internal import PipHashing

/// Contents of small files, kept from when they were hashed until they are written: to open and read each
/// once more takes longer than to look whether it is still the same.
///
/// There may be more than is kept: what is missing is read again.
struct HeldContents: Sendable {
  private var contents: [CompactDigest: [UInt8]] = [:]
  /// Bytes that there is still room for.
  private var room: Int

  /// A file with more bytes is none of those that take longer to open than to read.
  static let largest = 4 << 10

  /// All that are kept take no more bytes.
  static let most = 10 << 20

  /// What an array and its place among others take beside the bytes.
  private static let overhead = 192

  /// Creates a place for contents.
  ///
  /// - Parameter room: bytes that all of them have at the most.
  init(room: Int) {
    self.room = room
  }

  /// Keeps a content, if it is a small one and there is room.
  mutating func hold(_ content: [UInt8], _ digest: CompactDigest) {
    let size = content.count + Self.overhead
    guard content.count <= Self.largest, size <= room, contents[digest] == nil else { return }
    contents[digest] = content
    room -= size
  }

  /// Takes over what others have kept.
  mutating func merge(_ other: HeldContents) {
    contents.merge(other.contents) { mine, _ in mine }
  }

  /// The content that has a digest; nil where it was not kept.
  subscript(_ digest: CompactDigest) -> [UInt8]? { contents[digest] }
}

/// Makes files of gzip (RFC 1952) that are not smaller than what is in them.
package enum GzipWriter {
  /// A block has no more bytes.
  private static let blockSize = 65_535

  /// Returns a file of gzip with bytes in it.
  package static func file(_ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    // Blocks that are stored as they are (RFC 1951 section 3.2.4); the last says that it is.
    for start in stride(from: 0, to: max(content.count, 1), by: blockSize) {
      let block = content[start...].prefix(blockSize)
      let count = UInt16(block.count)
      bytes.append(start + blockSize >= content.count ? 1 : 0)
      bytes += number(UInt32(count), 2) + number(UInt32(~count), 2) + block
    }
    return bytes + number(ZipWriter.crc32(content), 4) + number(UInt32(content.count), 4)
  }

  private static func number(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
}

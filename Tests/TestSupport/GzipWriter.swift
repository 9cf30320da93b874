/// Makes files of gzip (RFC 1952) that are not smaller than what is in them.
package enum GzipWriter {
  /// Returns a file of gzip with bytes in it, at most 65,535.
  package static func file(_ content: [UInt8]) -> [UInt8] {
    let count = UInt16(content.count)
    // One block that is stored as it is (RFC 1951 section 3.2.4).
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + [1] + number(UInt32(count), 2)
      + number(UInt32(~count), 2) + content + number(ZipWriter.crc32(content), 4)
      + number(UInt32(content.count), 4)
  }

  private static func number(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
}

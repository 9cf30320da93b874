/// Makes zip archives byte by byte, honest ones and others.
package struct ZipWriter {
  /// The archive so far: headers and contents of members.
  package private(set) var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Begins an archive.
  package init() {}

  /// Adds a member that is not packed.
  ///
  /// - Parameters:
  ///   - name: its name in the directory.
  ///   - content: its content.
  ///   - headerName: its name in its own header, where that is another.
  ///   - checksum: the CRC-32 that is claimed, where that is a lie.
  ///   - offset: where its header is said to be, where that is a lie.
  ///   - mode: its mode, as systems of POSIX have it; 0 where none is said.
  ///   - saysUTF8: whether it is said that a name is UTF-8 that has to be.
  package mutating func add(
    _ name: String,
    _ content: String,
    headerName: String? = nil,
    checksum: UInt32? = nil,
    offset: Int? = nil,
    mode: Int = 0,
    saysUTF8: Bool = true
  ) {
    let data = Array(content.utf8)
    let isPlain = !saysUTF8 || name.utf8.allSatisfy { $0 < 0x80 }
    let flags = Self.number(isPlain ? 0 : 0x0800, 2)
    let sum = checksum ?? Self.crc32(data)
    let start = bytes.count
    let local = Array((headerName ?? name).utf8)
    bytes += Self.number(0x0403_4B50, 4) + Self.number(20, 2) + flags
    bytes += Self.number(0, 2) + Self.number(0, 4) + Self.sizes(sum, data.count)
    bytes += Self.number(local.count, 2) + Self.number(0, 2) + local + data
    let central = Array(name.utf8)
    directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + Self.number(20, 2)
    directory += flags + Self.number(0, 2) + Self.number(0, 4)
    directory += Self.sizes(sum, data.count) + Self.number(central.count, 2)
    directory += Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 2)
    directory += Self.number(mode << 16, 4) + Self.number(offset ?? start, 4) + central
    count += 1
  }

  /// Adds bytes that belong to no member.
  package mutating func addHidden(_ hidden: [UInt8]) { bytes += hidden }

  /// Adds a member whose sizes and checksum stand behind its content (APPNOTE 4.3.9).
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - content: its content.
  ///   - descriptor: what stands behind it; nil for what should.
  package mutating func addWithDescriptor(
    _ name: String,
    _ content: String,
    descriptor: [UInt8]? = nil
  ) {
    let data = Array(content.utf8)
    let sizes = Self.sizes(Self.crc32(data), data.count)
    let start = bytes.count
    let text = Array(name.utf8)
    let behind = Self.number(8, 2)
    bytes += Self.number(0x0403_4B50, 4) + Self.number(20, 2) + behind + Self.number(0, 2)
    bytes += Self.number(0, 4) + Self.number(0, 12) + Self.number(text.count, 2)
    bytes += Self.number(0, 2) + text + data + (descriptor ?? Self.number(0x0807_4B50, 4) + sizes)
    directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + Self.number(20, 2) + behind
    directory += Self.number(0, 2) + Self.number(0, 4) + sizes + Self.number(text.count, 2)
    directory += Self.number(0, 12) + Self.number(start, 4) + text
    count += 1
  }

  /// Adds a member whose content is deflated already.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - packed: the deflated bytes.
  ///   - size: bytes in the content, as is claimed.
  ///   - checksum: the CRC-32 of the content, as is claimed.
  package mutating func add(_ name: String, packed: [UInt8], size: Int, checksum: UInt32) {
    let start = bytes.count
    let text = Array(name.utf8)
    let sizes =
      Self.number(Int(checksum), 4) + Self.number(packed.count, 4) + Self.number(size, 4)
    let method = Self.number(20, 2) + Self.number(0, 2) + Self.number(8, 2) + Self.number(0, 4)
    bytes += Self.number(0x0403_4B50, 4) + method + sizes
    bytes += Self.number(text.count, 2) + Self.number(0, 2) + text + packed
    directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + method + sizes
    directory += Self.number(text.count, 2) + Self.number(0, 2) + Self.number(0, 2)
    directory += Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 4)
    directory += Self.number(start, 4) + text
    count += 1
  }

  /// Returns the archive with its directory.
  ///
  /// - Parameters:
  ///   - claimedCount: how many members it is said to have, where that is a lie.
  ///   - comment: what stands behind it.
  /// - Returns: its bytes.
  package func finished(claimedCount: Int? = nil, comment: String = "") -> [UInt8] {
    let number = claimedCount ?? count
    return bytes + directory + Self.number(0x0605_4B50, 4) + Self.number(0, 2) + Self.number(0, 2)
      + Self.number(number, 2) + Self.number(number, 2) + Self.number(directory.count, 4)
      + Self.number(bytes.count, 4) + Self.number(comment.utf8.count, 2) + Array(comment.utf8)
  }

  private static func sizes(_ checksum: UInt32, _ size: Int) -> [UInt8] {
    number(Int(checksum), 4) + number(size, 4) + number(size, 4)
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Returns the CRC-32 of bytes, a bit at a time.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  /// Returns a wheel of a project, with the least that makes it one.
  ///
  /// - Parameters:
  ///   - name: the project.
  ///   - version: its version.
  ///   - tags: where it fits.
  ///   - record: its RECORD; nil: there is none.
  /// - Returns: its bytes.
  package static func wheel(
    _ name: String,
    _ version: String,
    tags: [String] = ["py3-none-any"],
    record: String? = nil
  ) -> [UInt8] {
    var writer = ZipWriter()
    let folder = "\(name)-\(version).dist-info"
    writer.add("\(name)/__init__.py", "")
    writer.add(
      "\(folder)/METADATA",
      "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\nText."
    )
    let lines = tags.map { "Tag: \($0)\n" }.joined()
    writer.add("\(folder)/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n\(lines)")
    if let record { writer.add("\(folder)/RECORD", record) }
    return writer.finished()
  }
}

import PipArchives
import PipSystem
import TestSupport
import Testing

@Suite struct InflateStreamTests {
  /// "swiftpip " a thousand times, deflated.
  private static let packed: [UInt8] =
    [237, 198, 177, 9, 0, 48, 8, 0, 176, 87, 188, 78, 112, 19, 20, 124, 191, 127, 148, 100, 202]
    + [92, 229, 118, 117, 140] + [UInt8](repeating: 136, count: 16) + [200, 191, 121]
  private static let content = Array(String(repeating: "swiftpip ", count: 1000).utf8)
  private static let gzip: [UInt8] =
    [31, 139, 8, 0, 0, 0, 0, 0, 2, 3] + packed + [206, 196, 126, 45, 40, 35, 0, 0]

  private func unpack(
    _ bytes: [UInt8],
    _ wrapping: InflateStream.Wrapping,
    pieces: Int
  ) throws -> (content: [UInt8]?, isAtEnd: Bool) {
    guard var stream = InflateStream(wrapping) else { return (nil, false) }
    var content: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      let piece = Array(bytes[start...].prefix(pieces))
      guard stream.feed(piece, { content += $0 }) != nil else { return (nil, stream.isAtEnd) }
    }
    return (content, stream.isAtEnd)
  }

  @Test(arguments: [1, 2, 7, 1000])
  func `bytes come out the same in whatever pieces they go in`(pieces: Int) throws {
    let raw = try unpack(Self.packed, .none, pieces: pieces)
    #expect(raw.content == Self.content)
    #expect(raw.isAtEnd)
    let gzip = try unpack(Self.gzip, .gzip, pieces: pieces)
    #expect(gzip.content == Self.content)
    #expect(gzip.isAtEnd)
  }

  @Test func `what is cut off or damaged is noticed`() throws {
    #expect(try unpack(Array(Self.gzip.dropLast(1)), .gzip, pieces: 10).isAtEnd == false)
    for position in Self.gzip.indices.dropFirst(10) {
      var damaged = Self.gzip
      damaged[position] ^= 1
      let result = try unpack(damaged, .gzip, pieces: 1000)
      #expect(result.content == nil || !result.isAtEnd || result.content == Self.content)
    }
  }

  @Test(arguments: [(5, 0), (5, 1 << 30), (3 << 20, 0), (3 << 20, 1 << 30)])
  func `what stands behind the end of a member's stream counts for nothing`(
    padding: Int,
    wholeLimit: Int
  ) throws {
    let folder = try ScratchFolder()
    var writer = ZipWriter()
    let packed = Self.packed + [UInt8](repeating: 0x78, count: padding)
    let sum = ZipWriter.crc32(Self.content)
    writer.add("padded", packed: packed, size: Self.content.count, checksum: sum)
    let path = try folder.write("archive.zip", writer.finished())
    let archive = try ZipArchive(FileRange(OwnedDescriptor.openRegularFile(path)))
    var content: [UInt8] = []
    let found = archive.member(named: "padded")
    let member = try #require(found)
    try archive.read(member, wholeLimit: wholeLimit) { content += $0 }
    #expect(content == Self.content)
    #expect(try archive.content(of: member, limit: content.count) == content)
  }

  @Test(arguments: [0, 1 << 20])
  func `a member is read in pieces as it is in one`(wholeLimit: Int) throws {
    let folder = try ScratchFolder()
    let sum = ZipWriter.crc32(Self.content)
    var writer = ZipWriter()
    writer.add("packed", packed: Self.packed, size: Self.content.count, checksum: sum)
    writer.add("plain", "text")
    writer.add("short", packed: Self.packed, size: Self.content.count - 1, checksum: sum)
    writer.add("long", packed: Self.packed, size: Self.content.count + 1, checksum: sum)
    writer.add("other", packed: Self.packed, size: Self.content.count, checksum: sum ^ 1)
    writer.add("cut", packed: Self.packed.dropLast(), size: Self.content.count, checksum: sum)
    let path = try folder.write("archive.zip", writer.finished())
    let archive = try ZipArchive(FileRange(OwnedDescriptor.openRegularFile(path)))
    for member in archive.members {
      var content: [UInt8] = []
      switch member.nameText {
      case "packed":
        try archive.read(member, wholeLimit: wholeLimit) { content += $0 }
        #expect(content == Self.content)
      case "plain":
        try archive.read(member, wholeLimit: wholeLimit) { content += $0 }
        #expect(content == Array("text".utf8))
      default:
        #expect(throws: ArchivesError.damaged(member.nameText)) {
          try archive.read(member, wholeLimit: wholeLimit) { content += $0 }
        }
      }
    }
  }
}

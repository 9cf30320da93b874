import PipArchives
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct ZipArchiveFuzzTests {
  private static func archive(_ fill: (inout ZipWriter) -> Void) -> [UInt8] {
    var writer = ZipWriter()
    fill(&writer)
    return writer.finished()
  }

  /// A member whose numbers are all in the field for large ones.
  private static func large() -> [UInt8] {
    var writer = ZipWriter()
    writer.add("a", "1", offset: 0xFFFF_FFFF)
    var bytes = writer.finished()
    let extra: [UInt8] = [1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    bytes[writer.bytes.count + 30] = UInt8(extra.count)
    bytes[bytes.count - 10] += UInt8(extra.count)
    bytes.insert(contentsOf: extra, at: bytes.count - 22)
    return bytes
  }

  /// "swiftpip " a thousand times, deflated.
  private static let packed: [UInt8] =
    [237, 198, 177, 9, 0, 48, 8, 0, 176, 87, 188, 78, 112, 19, 20, 124, 191, 127, 148, 100, 202]
    + [92, 229, 118, 117, 140] + [UInt8](repeating: 136, count: 16) + [200, 191, 121]

  private static let seeds: [[UInt8]] = [
    ZipWriter.wheel("demo", "1.0", record: "demo/__init__.py,,0\n"),
    archive { writer in
      let content = Array(String(repeating: "swiftpip ", count: 1000).utf8)
      let sum = ZipWriter.crc32(content)
      writer.add("packed", packed: packed, size: content.count, checksum: sum)
      writer.add("folder/", "")
      writer.add("plain", String(repeating: "x", count: 300))
    },
    archive { _ in }, large(),
    archive { writer in for number in 0..<200 { writer.add("\(number)", "") } },
    // The records of an archive with large numbers, which lie about each other.
    [0x50, 0x4B, 0x06, 0x06] + [UInt8](repeating: 0, count: 52) + [0x50, 0x4B, 0x06, 0x07]
      + [UInt8](repeating: 0, count: 16) + [0x50, 0x4B, 0x05, 0x06]
      + [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 0xFF, count: 12) + [0, 0],
  ]

  private static let pieces: [[UInt8]] = [
    [0x50, 0x4B, 0x01, 0x02], [0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06],
    [0x50, 0x4B, 0x06, 0x06], [0x50, 0x4B, 0x06, 0x07], [1, 0, 24, 0],
    [1, 0, 8, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF],
  ]

  private func content(of member: ZipMember, in archive: borrowing ZipArchive) -> [UInt8]? {
    var content: [UInt8] = []
    // As if every member were too large to be unpacked in one piece.
    guard (try? archive.read(member, wholeLimit: 0, { content += $0 })) != nil else { return nil }
    return content
  }

  @Test func `members do not overlap, and have the size that they are said to have`() throws {
    let folder = try ScratchFolder()
    let run = FuzzRun("zip-archive", tokens: ["/", "../", "\u{0}"], pieces: Self.pieces)
    let findings = try run.findings(from: Self.seeds) { bytes in
      let file = try OwnedDescriptor.openRegularFile(try folder.write("archive.zip", bytes))
      let archive = try ZipArchive(FileRange(file))
      let packed = archive.members.reduce(Int64(0)) { $0.saturatingAdding($1.packedSize) }
      var isSized = true
      var isSame = true
      for member in archive.members {
        let whole = try? archive.content(of: member, limit: 1 << 20)
        if let whole, Int64(whole.count) != member.size { isSized = false }
        guard member.size <= 1 << 22, let pieces = content(of: member, in: archive) else {
          continue
        }
        if let whole, whole != pieces { isSame = false }
        if Int64(pieces.count) != member.size { isSized = false }
      }
      return .read([
        "all members together are smaller than the archive": packed <= Int64(bytes.count),
        "no name stands twice": Set(archive.members.map(\.name)).count == archive.members.count,
        "a content has its size": isSized,
        "a content is the same whole and in pieces": isSame,
      ])
    }
    #expect(findings.isEmpty)
  }
}

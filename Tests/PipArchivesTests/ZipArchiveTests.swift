import PipArchives
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct ZipArchiveTests {
  /// Opens an archive of some bytes and does something with it.
  private func open<Result>(
    _ bytes: [UInt8],
    _ body: (borrowing ZipArchive) throws -> Result
  ) throws -> Result {
    let folder = try ScratchFolder()
    let path = try folder.write("archive.zip", bytes)
    let file = try OwnedDescriptor.openRegularFile(path)
    let archive = try ZipArchive(FileRange(file))
    return try body(archive)
  }

  private func isRefused(_ bytes: [UInt8]) -> Bool {
    do {
      try open(bytes) { archive in
        for member in archive.members { _ = try archive.content(of: member, limit: 1 << 20) }
      }
      return false
    } catch {
      return error is ArchivesError
    }
  }

  @Test func `members are found by name and read whole`() throws {
    var writer = ZipWriter()
    writer.add("a/b.txt", "hello")
    writer.add("é", "")
    let bytes = writer.finished(comment: "PK")
    let names = try open(bytes) { archive in archive.members.map(\.nameText) }
    #expect(names == ["a/b.txt", "é"])
    for (limit, expected) in [(5, "hello"), (4, nil)] {
      let content = try open(bytes) { archive in
        archive.member(named: "a/b.txt").flatMap { try? archive.content(of: $0, limit: limit) }
      }
      #expect(content == expected.map { Array($0.utf8) })
    }
  }

  @Test func `an archive in the middle of a file is read like one of its own`() throws {
    let folder = try ScratchFolder()
    let wheel = ZipWriter.wheel("demo", "1.0")
    let path = try folder.write("file", Array("head".utf8) + wheel + Array("tail".utf8))
    let file = try OwnedDescriptor.openRegularFile(path)
    let archive = try ZipArchive(FileRange(file, offset: 4, length: Int64(wheel.count)))
    #expect(archive.members.count == 3)
  }

  @Test func `what two readers could see in two ways is refused`() throws {
    var twice = ZipWriter()
    twice.add("a", "1")
    twice.add("a", "2")
    #expect(isRefused(twice.finished()))

    var otherName = ZipWriter()
    otherName.add("a", "1", headerName: "b")
    #expect(isRefused(otherName.finished()))

    var overlapping = ZipWriter()
    overlapping.add("a", "1234567890")
    overlapping.add("b", "1", offset: 0)
    #expect(isRefused(overlapping.finished()))

    var miscounted = ZipWriter()
    miscounted.add("a", "1")
    #expect(isRefused(miscounted.finished(claimedCount: 2)))
    #expect(isRefused(miscounted.finished(claimedCount: 0)))

    var beyond = ZipWriter()
    beyond.add("a", "1", offset: 1_000_000)
    #expect(isRefused(beyond.finished()))
  }

  @Test func `of a directory no more members are read than it says`() throws {
    var twice = ZipWriter()
    twice.add("a", "1")
    twice.add("a", "2")
    let expected = ArchivesError.malformed("another number of members than it says")
    #expect(throws: expected) { try open(twice.finished(claimedCount: 1)) { $0.members.count } }
    #expect(throws: ArchivesError.malformed("a name that stands twice")) {
      try open(twice.finished()) { $0.members.count }
    }
  }

  @Test func `a directory that ends in the middle of a member is refused`() {
    // The first six bytes of a member, and an end record that counts them.
    let directory: [UInt8] = [0x50, 0x4B, 0x01, 0x02, 0, 0]
    let end: [UInt8] =
      [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0, 1, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(isRefused(directory + end))
  }

  @Test func `a header at the largest offset there is is refused`() {
    var writer = ZipWriter()
    writer.add("a", "1", offset: 0xFFFF_FFFF)
    var bytes = writer.finished()
    // The extra field for large numbers, with the largest offset; lengths are mended to fit.
    let extra: [UInt8] = [1, 0, 8, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
    let end = bytes.count - 22
    bytes.insert(contentsOf: extra, at: end)
    let directory = writer.bytes.count
    bytes[directory + 30] = UInt8(extra.count)
    bytes[bytes.count - 22 + 12] += UInt8(extra.count)
    #expect(isRefused(bytes))
  }

  /// An extra field that gives a member a name (APPNOTE 4.6.9).
  private static func named(_ name: String) -> [UInt8] {
    [0x75, 0x70, UInt8(5 + name.utf8.count), 0, 1, 0, 0, 0, 0] + Array(name.utf8)
  }

  @Test(arguments: [
    ([], false), ([0], false), ([0, 0], false), ([0xFF, 0xFF, 0xFF], false),
    ([7, 0, 1, 0, 9], false), ([7, 0, 1, 0, 9, 0, 0], false), ([7, 0, 2, 0, 9], true),
    (named("a"), false), (named("b"), true), (named(""), true),
    ([7, 0, 0, 0] + named("../a"), true),
  ])
  func `an extra field gives a member no other name, and is whole`(
    extra: [UInt8],
    isBad: Bool
  ) throws {
    var writer = ZipWriter()
    writer.add("a", "1")
    let honest = writer.finished()
    // In the directory, then before the content; lengths are mended to fit.
    var inDirectory = honest
    let directory = writer.bytes.count
    inDirectory.insert(contentsOf: extra, at: honest.count - 22)
    inDirectory[directory + 30] = UInt8(extra.count)
    inDirectory[inDirectory.count - 22 + 12] += UInt8(extra.count)
    #expect(isRefused(inDirectory) == isBad)
    var before = honest
    before.insert(contentsOf: extra, at: 31)
    before[28] = UInt8(extra.count)
    before[before.count - 22 + 16] += UInt8(extra.count)
    #expect(isRefused(before) == isBad)
  }

  @Test func `a content that is not what its checksum says is refused`() throws {
    var writer = ZipWriter()
    writer.add("a", "1", checksum: 0)
    #expect(isRefused(writer.finished()))
  }

  @Test(arguments: [[], [0x50, 0x4B], Array(repeating: 0, count: 100), Array("PK\u{5}\u{6}".utf8)])
  func `other bytes are no archive`(bytes: [UInt8]) {
    #expect(isRefused(bytes))
  }

  @Test func `an archive that is cut or changed anywhere is read or refused, and nothing else`() {
    let good = ZipWriter.wheel("demo", "1.0")
    for length in 0..<good.count { _ = isRefused(Array(good[..<length])) }
    for index in good.indices {
      var bad = good
      bad[index] ^= 0xFF
      _ = isRefused(bad)
    }
  }
}

import PipArchives
import PipSystem
import TestSupport
import Testing

@Suite struct ZipMemberReaderTests {
  /// Reads all members of an archive.
  private func contents(_ bytes: [UInt8]) throws -> [String: String] {
    let folder = try ScratchFolder()
    let path = try folder.write("a.zip", bytes)
    let file = try FileRange(OwnedDescriptor.openRegularFile(path))
    var reader = try ZipMemberReader(try ZipArchive(file))
    var contents: [String: String] = [:]
    for (index, member) in reader.members.enumerated() {
      var content: [UInt8] = []
      do {
        try reader.read(index) { bytes throws(Never) in
          unsafe bytes.withUnsafeBytes { unsafe content.append(contentsOf: $0) }
        }
      } catch {
        if case .archive(let error) = error { throw error }
      }
      #expect(try reader.content(of: index, limit: 1000) == content)
      contents[member.nameText] = String(decoding: content, as: UTF8.self)
    }
    return contents
  }

  @Test func `members are read one after the other, in any order of sizes`() throws {
    var writer = ZipWriter()
    writer.add("a", "text")
    // "hello" as zlib packs it.
    let packed: [UInt8] = [0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
    writer.add("b", packed: packed, size: 5, checksum: ZipWriter.crc32(Array("hello".utf8)))
    writer.add("empty", "")
    writer.addWithDescriptor("c", "behind")
    writer.add("d", String(repeating: "long", count: 100))
    #expect(
      try contents(writer.finished()) == [
        "a": "text", "b": "hello", "empty": "", "c": "behind",
        "d": String(repeating: "long", count: 100),
      ]
    )
  }

  @Test func `what stands between members is refused`() throws {
    for place in 0..<3 {
      var writer = ZipWriter()
      if place == 0 { writer.addHidden([1]) }
      writer.add("a", "text")
      if place == 1 { writer.addHidden([1]) }
      writer.add("b", "text")
      if place == 2 { writer.addHidden([1]) }
      #expect(throws: ArchivesError.malformed("something in it that is no member's")) {
        try contents(writer.finished())
      }
    }
  }

  @Test func `what stands behind a directory is refused`() throws {
    var writer = ZipWriter()
    writer.add("a", "text")
    let whole = writer.finished()
    let end = whole.count - 22
    let hidden = whole[..<end] + [0, 0, 0, 0] + whole[end...]
    #expect(throws: ArchivesError.malformed("something in it that is no member's")) {
      try contents(Array(hidden))
    }
  }

  @Test(arguments: [
    [], [1], Array("PK\u{7}\u{8}".utf8), [UInt8](repeating: 0, count: 12),
    [UInt8](repeating: 0, count: 20),
  ])
  func `a descriptor that says another thing is refused`(descriptor: [UInt8]) throws {
    var writer = ZipWriter()
    writer.addWithDescriptor("a", "text", descriptor: descriptor)
    #expect(throws: ArchivesError.self) { try contents(writer.finished()) }
  }

  @Test(arguments: [44, 45, 0, UInt64(Int64.max), UInt64.max])
  func `an end record for large numbers is as long as it says`(length: UInt64) throws {
    func number(_ value: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
    var writer = ZipWriter()
    writer.add("a", "text")
    let whole = writer.finished()
    let directory = whole.count - 22 - writer.bytes.count
    let record =
      number(0x0606_4B50, 4) + number(length, 8) + number(45, 2) + number(45, 2) + number(0, 8)
      + number(1, 8) + number(1, 8) + number(UInt64(directory), 8)
      + number(UInt64(writer.bytes.count), 8)
    let locator =
      number(0x0706_4B50, 4) + number(0, 4) + number(UInt64(whole.count - 22), 8) + number(1, 4)
    let end =
      number(0x0605_4B50, 4) + number(0, 4) + number(0xFFFF, 2) + number(0xFFFF, 2)
      + number(0xFFFF_FFFF, 4) + number(0xFFFF_FFFF, 4) + number(0, 2)
    let archive = Array(whole.dropLast(22)) + record + locator + end
    if length == 44 {
      #expect(try contents(archive) == ["a": "text"])
    } else {
      #expect(throws: ArchivesError.self) { try contents(archive) }
    }
  }

  @Test func `a name that is not said to be UTF-8 is ASCII`() throws {
    for (name, saysUTF8, isRead) in [
      ("\u{E9}", true, true), ("\u{E9}", false, false), ("e", false, true),
    ] {
      var writer = ZipWriter()
      writer.add(name, "text", saysUTF8: saysUTF8)
      #expect(((try? contents(writer.finished())) == [name: "text"]) == isRead)
    }
  }

  @Test func `a header that says another size or checksum than the directory is refused`() throws {
    var writer = ZipWriter()
    writer.add("a", "text")
    let whole = writer.finished()
    // Checksum, packed size, size of the header.
    for place in [14, 18, 22] {
      var changed = whole
      changed[place] ^= 1
      #expect(throws: ArchivesError.malformed("a header that contradicts the directory")) {
        try contents(changed)
      }
    }
  }
}

import PipArchives
import PipSystem
import SystemPackage
import TestSupport
import Testing

/// Bytes in memory where an archive expects a file.
final class MemoryFile: ByteSink, ByteSource {
  private(set) var bytes: [UInt8]
  private var position = 0
  /// So many bytes are taken before the disk is full; nil: all.
  private let room: Int?
  /// So many bytes are given at once.
  private let pieceSize: Int

  init(_ bytes: [UInt8] = [], room: Int? = nil, pieceSize: Int = .max) {
    self.bytes = bytes
    self.room = room
    self.pieceSize = pieceSize
  }

  func write(_ bytes: RawSpan) throws(SystemFailure) {
    if let room, self.bytes.count + bytes.byteCount > room {
      throw SystemFailure("write", nil, .noSpace)
    }
    unsafe bytes.withUnsafeBytes { unsafe self.bytes.append(contentsOf: $0) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int {
    let piece = bytes[position...].prefix(min(buffer.count, pieceSize))
    unsafe buffer.copyBytes(from: piece)
    position += piece.count
    return piece.count
  }
}

/// A member of an archive, for tests.
struct TestMember: Equatable {
  var name: String
  var content: [UInt8]

  init(_ name: String, _ content: [UInt8]) {
    self.name = name
    self.content = content
  }
}

@Suite struct ArchiveRoundTripTests {
  static let compressions: [ArchiveCompression] = [
    .none, .gzip(level: 6), .zstd(level: 1, workers: 2), .zstd(level: 19, workers: 1),
  ]

  private static let longName =
    "wheels/" + String(repeating: "a", count: 90) + "/"
    + String(repeating: "b", count: 150) + ".whl"

  static let members = [
    TestMember("first.jsonl", Array("{}\n".utf8)),
    TestMember("a/empty", []),
    TestMember("a/full-block", [UInt8](repeating: 7, count: 512)),
    TestMember(longName, Array("long".utf8)),
    TestMember("z/large", (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }),
  ]

  static func packed(
    _ members: [TestMember],
    _ compression: ArchiveCompression,
    time: Int64 = 0
  ) throws -> [UInt8] {
    let file = MemoryFile()
    let writer = try ArchiveWriter(compression, time: time, to: file)
    for member in members {
      try writer.begin(member.name, size: Int64(member.content.count))
      for start in stride(from: 0, to: member.content.count, by: 100_000) {
        try writer.write(Array(member.content[start...].prefix(100_000)))
      }
      try writer.endMember()
    }
    try writer.close()
    return file.bytes
  }

  static func unpacked(_ bytes: [UInt8], pieceSize: Int = .max) throws -> [TestMember] {
    let reader = try ArchiveReader(from: MemoryFile(bytes, pieceSize: pieceSize))
    var members: [TestMember] = []
    while let member = try reader.next() {
      var content: [UInt8] = []
      while try reader.readPiece({ piece throws(ArchivesError) in
        unsafe piece.withUnsafeBytes { unsafe content.append(contentsOf: $0) }
      }) {}
      members.append(TestMember(member.name, content))
    }
    return members
  }

  @Test(arguments: compressions, [1_000, 65_536, .max])
  func `what is written is read again`(
    compression: ArchiveCompression,
    pieceSize: Int
  ) throws {
    let bytes = try Self.packed(Self.members, compression)
    #expect(try Self.unpacked(bytes, pieceSize: pieceSize) == Self.members)
  }

  @Test(arguments: compressions) func `the same members make the same bytes`(
    compression: ArchiveCompression
  ) throws {
    let first = try Self.packed(Self.members, compression)
    #expect(try Self.packed(Self.members, compression) == first)
    #expect(try Self.packed(Self.members, compression, time: 1) != first)
  }

  @Test func `how many workers there are makes no difference`() throws {
    let one = try Self.packed(Self.members, .zstd(level: 1, workers: 1))
    for workers in [0, 2, 5] {
      #expect(try Self.packed(Self.members, .zstd(level: 1, workers: workers)) == one)
    }
  }

  @Test func `a member is given what it was said to have`() throws {
    let content = Array("content".utf8)
    let shrunk = try ArchiveWriter(.none, to: MemoryFile())
    try shrunk.begin("a", size: 8)
    try shrunk.write(content)
    #expect(throws: ArchivesError.self) { try shrunk.endMember() }
    #expect(throws: ArchivesError.self) { try shrunk.close() }
    let grown = try ArchiveWriter(.none, to: MemoryFile())
    try grown.begin("a", size: 6)
    #expect(throws: ArchivesError.self) { try grown.write(content) }
  }

  @Test(arguments: ["", "\u{E9}", "a b", "a\nb", "a\u{0}b"])
  func `a name is printable ASCII`(name: String) throws {
    let writer = try ArchiveWriter(.none, to: MemoryFile())
    #expect(throws: ArchivesError.self) { try writer.begin(name, size: 0) }
  }

  @Test(arguments: compressions) func `a full disk is told`(
    compression: ArchiveCompression
  ) throws {
    let whole = try Self.packed(Self.members, compression)
    for room in [0, 1, whole.count / 2, whole.count - 1] {
      let file = MemoryFile(room: room)
      let failure = #expect(throws: ArchivesError.self) {
        let writer = try ArchiveWriter(compression, to: file)
        for member in Self.members {
          try writer.begin(member.name, size: Int64(member.content.count))
          try writer.write(member.content)
          try writer.endMember()
        }
        try writer.close()
      }
      #expect(failure == .unwritable(SystemFailure("write", nil, .noSpace)))
    }
  }

  @Test(arguments: compressions) func `an archive that is cut is refused, wherever`(
    compression: ArchiveCompression
  ) throws {
    let members = Array(Self.members.dropLast())
    let bytes = try Self.packed(members, compression)
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
      #expect(throws: ArchivesError.self, "at \(count)") {
        try Self.unpacked(Array(bytes[..<count]))
      }
    }
    #expect(throws: ArchivesError.self) { try Self.unpacked(Array(bytes.dropLast())) }
  }

  @Test(arguments: compressions) func `nothing stands behind an archive`(
    compression: ArchiveCompression
  ) throws {
    let bytes = try Self.packed(Array(Self.members.dropLast()), compression)
    for surplus in [[0], [0x50], [UInt8](repeating: 0, count: 512), bytes] {
      #expect(throws: ArchivesError.self) { try Self.unpacked(bytes + surplus) }
    }
    // A frame that readers are to pass over, before and behind.
    let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 0]
    #expect(throws: ArchivesError.self) { try Self.unpacked(bytes + skipped) }
    #expect(throws: ArchivesError.self) { try Self.unpacked(skipped + bytes) }
  }

  @Test func `no byte of a header may be another`() throws {
    let bytes = try Self.packed([TestMember("a/b", Array("text".utf8))], .none)
    #expect(try Self.unpacked(bytes).count == 1)
    for position in bytes.indices where !(512..<516).contains(position) {
      var changed = bytes
      changed[position] ^= 0x01
      #expect(throws: ArchivesError.self, "at \(position)") { try Self.unpacked(changed) }
    }
  }
}

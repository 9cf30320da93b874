import PipArchives
import TestSupport
import Testing

@Suite struct ArchiveReaderFuzzTests {
  private static let tokens = [
    "ustar\u{0}00", "ustar  \u{0}", "path=", "30 path=a\n", "x", "g", "L", "S", "2", "5", "0000000",
    "00000000001", "77777777777", "GNU.sparse.map=", "\u{0}\u{0}\u{0}\u{0}",
  ]

  private static let pieces: [[UInt8]] = [
    [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x2A, 0x4D, 0x18], [0x1F, 0x8B, 8], [0x80, 0, 0, 0], [0xFF],
    [UInt8](repeating: 0, count: 512), [1, 0, 0],
  ]

  /// Makes a sum that is right again of what was changed in a header: few changes get past it.
  private static func mended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for start in stride(from: 0, to: bytes.count - 511, by: 512)
    where bytes[(start + 257)...].starts(with: "ustar".utf8) {
      let sum = (0..<512).reduce(0) {
        $0 + ((148..<156).contains($1) ? 32 : Int(bytes[start + $1]))
      }
      let digits = String(sum, radix: 8)
      let text = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "\u{0} "
      bytes.replaceSubrange((start + 148)..<(start + 156), with: Array(text.utf8).prefix(8))
    }
    return bytes
  }

  @Test func `what is read is what is written again`() throws {
    let members = Array(ArchiveRoundTripTests.members.dropLast())
    let seeds = try [[], Array(members.prefix(1)), members].map {
      try ArchiveRoundTripTests.packed($0, .none)
    }
    let run = FuzzRun("archive-reader", tokens: Self.tokens, pieces: Self.pieces)
    let findings = try run.findings(from: seeds) { bytes in
      let bytes = Self.mended(bytes)
      guard let members = try? ArchiveRoundTripTests.unpacked(bytes) else { return .refused }
      let again = try ArchiveRoundTripTests.packed(members, .none)
      return .read([
        "it is read again": try ArchiveRoundTripTests.unpacked(again) == members,
        "nothing else is in it": again.count == bytes.count,
        "names are printable": members.allSatisfy { member in
          !member.name.isEmpty && member.name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        },
      ])
    }
    #expect(findings.isEmpty)
  }

  @Test(arguments: [ArchiveCompression.zstd(level: 1, workers: 1), .gzip(level: 1)])
  func `what is packed is refused or read whole`(compression: ArchiveCompression) throws {
    let members = Array(ArchiveRoundTripTests.members.dropLast())
    let seeds = try [[], members].map { try ArchiveRoundTripTests.packed($0, compression) }
    let run = FuzzRun("packed-archive-reader", tokens: Self.tokens, pieces: Self.pieces)
    let findings = try run.findings(from: seeds) { bytes in
      guard let members = try? ArchiveRoundTripTests.unpacked(bytes) else { return .refused }
      return .read([
        "it is read the same in pieces": try ArchiveRoundTripTests.unpacked(bytes, pieceSize: 7)
          == members
      ])
    }
    #expect(findings.isEmpty)
  }
}

import PipArchives
import TestSupport
import Testing

@Suite struct InflateStreamFuzzTests {
  /// "swiftpip " a thousand times, deflated.
  private static let packed: [UInt8] =
    [237, 198, 177, 9, 0, 48, 8, 0, 176, 87, 188, 78, 112, 19, 20, 124, 191, 127, 148, 100, 202]
    + [92, 229, 118, 117, 140] + [UInt8](repeating: 136, count: 16) + [200, 191, 121]
  /// A block that is not packed.
  private static let stored: [UInt8] = [1, 2, 0, 0xFD, 0xFF, 0x7B, 0x7D]
  private static let gzipHead: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3]

  private static let streams: [[UInt8]] = [packed, stored, [3, 0], [], [0x06], [0xFF, 0xFF]]
  private static let files: [[UInt8]] = [
    gzipHead + packed + [206, 196, 126, 45, 40, 35, 0, 0],
    gzipHead + stored + [0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0],
    // A name, a comment and more; and another file behind it.
    [0x1F, 0x8B, 8, 0x1C, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 0x61, 0, 0x62, 0] + stored
      + [0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0] + gzipHead,
    gzipHead + [UInt8](repeating: 0xFF, count: 20), [0x1F, 0x8B],
  ]

  /// More than this is not kept: few bytes become many.
  private static let limit = 1 << 22

  private struct TooMuch: Error {}

  private func unpack(
    _ bytes: [UInt8],
    _ wrapping: InflateStream.Wrapping,
    pieces: Int
  ) throws -> [UInt8]? {
    guard var stream = InflateStream(wrapping) else { return nil }
    var content: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) where !stream.isAtEnd {
      let consumed = try stream.feed(Array(bytes[start...].prefix(pieces))) { piece in
        content += piece
        guard content.count <= Self.limit else { throw TooMuch() }
      }
      guard consumed != nil else { return nil }
    }
    return stream.isAtEnd ? content : nil
  }

  @Test func `a stream becomes the same in whatever pieces it comes`() throws {
    let run = FuzzRun("inflate-stream", pieces: [Self.stored, [3, 0], [4], [5], [0xFF], [0]])
    let findings = try run.findings(from: Self.streams) { bytes in
      let whole = try unpack(bytes, .none, pieces: max(1, bytes.count))
      let pieces = try unpack(bytes, .none, pieces: 41)
      guard whole != nil || pieces != nil else { return .refused }
      return .read(["it is the same": whole == pieces])
    }
    #expect(findings.isEmpty)
  }

  @Test func `a file of gzip becomes the same in whatever way it is unpacked`() throws {
    let pieces = [Self.stored, Self.gzipHead, [0], [0xFF], [0x1C]]
    let run = FuzzRun("gzip", pieces: pieces)
    let findings = try run.findings(from: Self.files) { bytes in
      let atOnce = Inflater()?.inflateGzip(bytes[...], atMost: Self.limit)
      let whole = try unpack(bytes, .gzip, pieces: max(1, bytes.count))
      let pieces = try unpack(bytes, .gzip, pieces: 41)
      guard whole != nil || pieces != nil || atOnce != nil else { return .refused }
      return .read([
        "it is the same whole and in pieces": whole == pieces,
        "it is the same by another library": atOnce == nil || whole == nil || atOnce == whole,
      ])
    }
    #expect(findings.isEmpty)
  }
}

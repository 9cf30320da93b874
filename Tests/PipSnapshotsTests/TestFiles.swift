import PipArchives
import PipHashing
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipSnapshots

/// Bytes in memory where a snapshot expects a file.
final class MemoryFile: ByteSink, ByteSource {
  private(set) var bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  func write(_ bytes: RawSpan) throws(SystemFailure) {
    unsafe bytes.withUnsafeBytes { unsafe self.bytes.append(contentsOf: $0) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int {
    let piece = bytes[position...].prefix(buffer.count)
    unsafe buffer.copyBytes(from: piece)
    position += piece.count
    return piece.count
  }
}

/// A file that nothing can be written to.
final class FullDisk: ByteSink {
  func write(_ bytes: RawSpan) throws(SystemFailure) {
    throw SystemFailure("write", nil, .noSpace)
  }
}

/// Keeps the contents of a snapshot's files.
struct Collector {
  private(set) var contents: [String: [UInt8]] = [:]
  private var content: [UInt8] = []

  mutating func take(_ batch: SnapshotBatch, of files: [SnapshotFile]) {
    for part in batch.parts {
      content += batch.bytes[part.range]
      guard part.isLast else { continue }
      contents[files[part.file].path.text] = content
      content = []
    }
  }
}

extension SnapshotFile {
  /// Its line of the manifest, without the line feed.
  var line: [UInt8] {
    var bytes: [UInt8] = []
    appendLine(to: &bytes)
    return bytes.dropLast()
  }
}

/// The contents of files of a snapshot, by their paths.
typealias TestContents = [String: [UInt8]]

enum TestSnapshot {
  static let key = String(repeating: "0a1b2c3", count: 8)
  static let head = "http-v2/0/a/1/b/2/\(key)"
  static let wheels = "wheels/01/23/45/" + String(repeating: "6", count: 50)

  static let contents: TestContents = [
    head: Array("head".utf8), head + ".body": [UInt8](repeating: 1, count: 70_000),
    "http/0/a/1/b/2/\(key)": Array("old".utf8), "selfcheck/\(key)": Array("{}".utf8),
    wheels + "/demo-1.0+local-py3-none-any.whl": [], wheels + "/origin.json": Array("{}".utf8),
  ]

  static func manifest(_ contents: TestContents) throws -> SnapshotManifest {
    let files = try contents.map { path, content in
      SnapshotFile(
        path: try #require(SnapshotPath(path)),
        kind: .other,
        size: Int64(content.count),
        digest: HashAlgorithm.sha256.digest(of: content),
        project: "d\u{E9}mo",
        fileName: "a \"name\""
      )
    }
    return SnapshotManifest(
      inOrder: files.sorted { $0.path < $1.path },
      redaction: .init(
        level: .exact,
        omitted: ["credential": 2],
        publicIndex: "https://a.example/"
      ),
      maker: .init(tool: "swiftpip 0", platform: "test")
    )
  }

  static func packed(
    _ contents: TestContents,
    _ compression: ArchiveCompression = .none
  ) throws -> [UInt8] {
    let file = MemoryFile()
    let manifest = try manifest(contents)
    let writer = try SnapshotWriter(manifest, compression, to: file)
    for (number, one) in manifest.files.enumerated() {
      var batch = SnapshotBatch()
      let content = contents[one.path.text] ?? []
      batch.append(unsafe content.span.bytes)
      batch.endPart(of: number, count: content.count, isLast: true)
      try writer.write(batch)
    }
    _ = try writer.close()
    return file.bytes
  }

  static func unpacked(_ bytes: [UInt8]) throws -> (SnapshotManifest, TestContents) {
    let reader = try SnapshotReader(from: MemoryFile(bytes))
    var collector = Collector()
    try reader.readFiles { collector.take($0, of: reader.manifest.files) }
    return (reader.manifest, collector.contents)
  }
}

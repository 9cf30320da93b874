import PipSystem
import TestSupport
import Testing

@testable import PipCache

@Suite struct FolderRecordFuzzTests {
  private static func name(_ text: String) throws -> EntryName {
    try #require(EntryName(systemText: text))
  }

  private static func memory() throws -> [UInt8] {
    let key = String(repeating: "0a", count: 28)
    var writer = FolderRecord.Writer()
    let moment = Timestamp(seconds: 1_795_333_118, nanoseconds: 999_999_999)
    for (depth, name) in ["0", "a", "0", "a", "0"].enumerated() {
      writer.begin(
        FolderRecord(depth: depth, name: try self.name(name), inode: 1 << 40, changed: moment)
      )
      if depth == 4 { writer.add([try self.name(key), try self.name(key + ".body")]) }
    }
    writer.begin(FolderRecord(depth: 1, name: try name("b"), inode: .max, changed: nil))
    writer.finish()
    return writer.bytes
  }

  private func records(_ bytes: [UInt8]) -> [FolderRecord] {
    var reader = FolderRecord.Reader(bytes)
    var records: [FolderRecord] = []
    while let depth = reader.nextDepth, let record = reader.next(at: depth) {
      records.append(record)
    }
    return records
  }

  private func written(_ records: [FolderRecord]) -> [UInt8] {
    var writer = FolderRecord.Writer()
    for record in records { writer.begin(record) }
    writer.finish()
    return writer.bytes
  }

  @Test func `what is remembered of folders is remembered again`() throws {
    let memory = try Self.memory()
    #expect(records(memory).count == 6)
    #expect(written(records(memory)) == memory)
    let run = FuzzRun(
      "folder-record",
      pieces: [[0], [0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0x2F]]
    )
    let findings = try run.findings(from: [memory, Array(memory.prefix(19)), []]) { bytes in
      let records = records(bytes)
      guard !records.isEmpty else { return .refused }
      var depth = -1
      let isNested = records.allSatisfy { record in
        defer { depth = record.depth }
        return record.depth == 0 ? depth == -1 : record.depth <= depth + 1
      }
      return .read([
        "the same is written": self.records(written(records)).map(\.name) == records.map(\.name),
        "a folder comes before those in it": isNested,
        "no more is known than there are bytes":
          records.reduce(0) { $0 + $1.files.count } < bytes.count,
        "what does not count has no names":
          records.allSatisfy { $0.changed != nil || written([$0]).count < 64 + $0.name.count },
      ])
    }
    #expect(findings.isEmpty)
  }
}

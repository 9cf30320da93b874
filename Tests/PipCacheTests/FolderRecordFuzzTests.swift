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
    var totals = CacheInventory.Totals()
    (totals.entries, totals.files, totals.bytes, totals.bytesOnDisk) = (1, 2, 1 << 33, 4096)
    let moment = Timestamp(seconds: 1_795_333_118, nanoseconds: 999_999_999)
    for (depth, name) in ["0", "a", "0", "a", "0"].enumerated() {
      writer.begin(
        FolderRecord(depth: depth, name: try self.name(name), inode: 1 << 40, changed: moment)
      )
      if depth == 4 { writer.add([try self.name(key + ".body"), try self.name(key)], totals) }
    }
    writer.begin(FolderRecord(depth: 1, name: try name("b"), inode: .max, changed: nil))
    return writer.result() ?? []
  }

  /// A record with the names of its files, as far as they are names.
  private struct Known: Hashable {
    var name: EntryName
    var depth: Int
    var totals: CacheInventory.Totals?
    var files: [EntryName]?
  }

  private func records(_ bytes: [UInt8]) -> [Known] {
    var reader = FolderRecord.Reader(bytes)
    var records: [Known] = []
    while let depth = reader.nextDepth, let record = reader.next(at: depth) {
      let files = reader.files(of: record)
      records.append(.init(name: record.name, depth: depth, totals: record.totals, files: files))
    }
    return records
  }

  /// What is written when each record is read and written, in full or as it was.
  private func written(_ bytes: [UInt8], copying: Bool) -> [UInt8]? {
    var reader = FolderRecord.Reader(bytes)
    var writer = FolderRecord.Writer(besides: bytes)
    while let depth = reader.nextDepth, let record = reader.next(at: depth) {
      if copying {
        writer.copy(record)
      } else {
        writer.begin(record)
        writer.add(reader.files(of: record) ?? [], record.totals)
      }
    }
    return writer.result()
  }

  @Test func `what is remembered of folders is remembered again`() throws {
    let memory = try Self.memory()
    #expect(records(memory).count == 6)
    #expect(records(memory)[4].files?.map(\.count) == [56, 61])
    #expect(written(memory, copying: true) == nil)
    #expect(written(memory, copying: false) == nil)
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
        "copied, it is the same": self.records(written(bytes, copying: true) ?? bytes) == records,
        "no name is lost": self.records(written(bytes, copying: false) ?? bytes).map(\.name)
          == records.map(\.name),
        "a folder comes before those in it": isNested,
        "no more is known than there are bytes": records.reduce(0) { $0 + ($1.files?.count ?? 0) }
          < bytes.count,
      ])
    }
    #expect(findings.isEmpty)
  }
}

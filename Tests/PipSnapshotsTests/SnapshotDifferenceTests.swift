import PipCache
import PipHashing
import TestSupport
import Testing

@testable import PipSnapshots

@Suite struct SnapshotDifferenceTests {
  private static func manifest(
    _ contents: TestContents,
    _ level: SnapshotManifest.Level = .exact
  ) throws -> SnapshotManifest {
    let manifest = try TestSnapshot.manifest(contents)
    let files = manifest.files.map { file in
      var file = file
      if case .responseHead = file.path.role { file.kind = .head }
      return file
    }
    return SnapshotManifest(inOrder: files, redaction: .init(level: level), maker: manifest.maker)
  }

  @Test func `what is only in one, and what is another in both`() throws {
    var other = TestSnapshot.contents
    other["selfcheck/\(TestSnapshot.key)"] = nil
    other["http/0/a/1/b/2/\(TestSnapshot.key)"] = Array("new".utf8)
    other["wheels/ff/23/45/\(String(repeating: "6", count: 50))/x-1-py3-none-any.whl"] = []
    let (a, b) = (try Self.manifest(TestSnapshot.contents), try Self.manifest(other))
    let difference = try SnapshotDifference(from: a, to: b)
    #expect(difference.removed.map(\.path.text) == ["selfcheck/\(TestSnapshot.key)"])
    #expect(difference.added.map(\.path.area.rawValue) == ["wheels"])
    #expect(difference.changed.map(\.after.size) == [3])
    #expect(!difference.isEmpty && difference.comparesHeads)
    let back = try SnapshotDifference(from: b, to: a)
    #expect(back.added == difference.removed && back.removed == difference.added)
    #expect(back.changed.map(\.before) == difference.changed.map(\.after))
    #expect(try SnapshotDifference(from: a, to: a).isEmpty)
    let nothing = try Self.manifest([:])
    #expect(try SnapshotDifference(from: nothing, to: a).added.count == a.files.count)
    #expect(try SnapshotDifference(from: a, to: nothing).removed.count == a.files.count)
  }

  @Test func `heads are compared where nothing else was taken out of them`() throws {
    var other = TestSnapshot.contents
    other[TestSnapshot.head] = Array("clean".utf8)
    let a = try Self.manifest(TestSnapshot.contents)
    let difference = try SnapshotDifference(from: a, to: Self.manifest(other, .internal))
    #expect(difference.isEmpty && !difference.comparesHeads)
    #expect(try SnapshotDifference(from: a, to: Self.manifest(other)).changed.count == 1)
  }

  @Test func `a report cannot be compared`() async throws {
    let report = try TestSnapshot.unpacked(await FullCache().report()).0
    let a = try Self.manifest(TestSnapshot.contents)
    #expect(throws: SnapshotsError.report) { try SnapshotDifference(from: a, to: report) }
    #expect(throws: SnapshotsError.report) { try SnapshotDifference(from: report, to: a) }
  }
}

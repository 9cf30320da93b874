import Foundation
import PipArchives
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipSnapshots

@Suite struct SnapshotPublishingTests {
  private static let everybody: FilePermissions = [
    .ownerReadWrite, .groupReadWrite, .otherReadWrite,
  ]

  @Test func `the file is the snapshot, and nothing else is left`() async throws {
    let cache = try FullCache()
    let folder = try ScratchFolder()
    let path = try folder.write("snapshot", "old")
    let plan = try await cache.plan(.internal)
    let written = try await plan.publish(at: path, .none, permissions: .ownerReadWrite, now: .now())
    let bytes = Array(try Data(contentsOf: URL(filePath: path.string)))
    #expect(try TestSnapshot.unpacked(bytes).0 == plan.manifest)
    #expect(written.bytes == Int64(bytes.count))
    #expect(written.plan.manifest == plan.manifest)
    #expect(try path.status().mode == .ownerReadWrite)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string) == ["snapshot"])
  }

  @Test func `what changed meanwhile is left out whole, and told`() async throws {
    let cache = try FullCache()
    let folder = try ScratchFolder()
    let path = folder.path.appending("snapshot")
    let plan = try await cache.plan(.internal)
    let place = FullCache.place(FullCache.wheelAddress)
    try cache.folder.write(place + ".body", "other")
    try cache.folder.write(FullCache.built + "/demo-2.0-py3-none-any.whl", "other")
    let written = try await plan.publish(at: path, .none, permissions: Self.everybody, now: .now())
    let bytes = Array(try Data(contentsOf: URL(filePath: path.string)))
    let (manifest, contents) = try TestSnapshot.unpacked(bytes)
    #expect(manifest == written.plan.manifest)
    #expect(manifest.redaction.omitted["changed"] == 2)
    #expect(contents[place] == nil && contents[place + ".body"] == nil)
    #expect(contents.count == plan.manifest.files.count - 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string) == ["snapshot"])
  }

  @Test func `what a killed export left is swept once it is old`() async throws {
    let cache = try FullCache()
    let folder = try ScratchFolder()
    let names = ["snapshotabcdefgh.tmp", "snapshotsabcdefgh.tmp", "snapshotABCDEFGH.tmp"]
    for name in names { try folder.write(name, "half") }
    let path = folder.path.appending("snapshot")
    let plan = try await cache.plan(.exact)
    for (now, isThere) in [
      (Timestamp.now(), true), (Timestamp(seconds: 4_000_000_000, nanoseconds: 0), false),
    ] {
      _ = try await plan.publish(at: path, .none, permissions: Self.everybody, now: now)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path.string)
      #expect(left.contains(names[0]) == isThere)
      #expect(left.count == (isThere ? 4 : 3))
    }
  }

  @Test func `where it cannot be written the old one stays`() async throws {
    let cache = try FullCache()
    let folder = try ScratchFolder()
    try folder.makeFolder("snapshot")
    let plan = try await cache.plan(.exact)
    // A folder has the name.
    for name in ["snapshot", "missing/snapshot"] {
      let path = folder.path.appending(FilePath(name).components)
      let failure = await #expect(throws: SnapshotsError.self) {
        try await plan.publish(at: path, .none, permissions: Self.everybody, now: .now())
      }
      guard case .notWritten? = failure else {
        Issue.record("\(String(describing: failure))")
        continue
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string) == ["snapshot"])
  }
}

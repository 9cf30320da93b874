import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import PipSnapshots

/// Snapshots that `Tools/workbench/hostilesnapshots.py` makes: attacks on readers of archives, bare and
/// around manifests that are otherwise right, and manifests that lie.
@Suite struct HostileSnapshotTests {
  /// Runs a tool of the workbench: its name and its arguments.
  static func run(_ arguments: [String]) async throws -> Program.Outcome {
    let tools = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .removingLastComponent().appending("Tools").appending("workbench")
    return try await Program("/usr/bin/env").run(
      ["python3"] + arguments,
      environment: ["PYTHONPATH": "..", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"],
      in: .folder(tools)
    )
  }

  private func made(in folder: borrowing ScratchFolder) async throws -> FilePath {
    let place = folder.path.appending("snapshots")
    let outcome = try await Self.run(["hostilesnapshots.py", "--quick", place.string])
    #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
    return place
  }

  private func files(in folder: FilePath) throws -> [(name: String, bytes: [UInt8])] {
    try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
      .filter { $0.contains(".tar") }
      .map { ($0, Array(try Data(contentsOf: URL(filePath: folder.appending($0).string)))) }
  }

  @Test func `every one is refused, and none that is good`() async throws {
    let folder = try ScratchFolder()
    let place = try await made(in: folder)
    let hostile = try files(in: place)
    #expect(hostile.count > 1000)
    for file in hostile {
      #expect(throws: SnapshotsError.self, "\(file.name)") { try TestSnapshot.unpacked(file.bytes) }
    }
    let good = try files(in: place.appending("good"))
    #expect(good.count > 20)
    for file in good {
      #expect(throws: Never.self, "\(file.name)") { try TestSnapshot.unpacked(file.bytes) }
    }
  }
}

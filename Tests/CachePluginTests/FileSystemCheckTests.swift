import PipDiagnostics
import PipFiles
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import CachePlugin

@Suite struct FileSystemCheckTests {
  private let now = Timestamp.now()

  private func codes(_ change: (inout FileSystemProbe) -> Void) -> [String] {
    var probe = FileSystemProbe(freeBytes: 10_000_000_000, writtenAt: now)
    change(&probe)
    return FileSystemCheck.problems(probe, now: now).map(\.code)
  }

  @Test func `each lack is a finding of its own`() {
    #expect(codes { _ in }.isEmpty)
    #expect(
      codes { $0.renaming = SystemFailure("renameat", "/x", .notSupported) } == [
        "cache.no-renaming"
      ]
    )
    #expect(codes { $0.freeBytes = 1_000_000 } == ["cache.little-space"])
    #expect(codes { $0.writtenAt = now + .seconds(60) } == ["cache.clock-skew"])
    #expect(codes { $0.writtenAt = now - .seconds(60) } == ["cache.clock-skew"])
    // No cache needs these: they only save room and time.
    #expect(
      codes {
        $0.linksFiles = true; $0.sharesContent = true
      }.isEmpty
    )
  }

  @Test func `a probe leaves nothing behind`() throws {
    let folder = try ScratchFolder()
    let probe = try FileSystemProbe.of(OpenDirectory(folder.path))
    #expect(probe.renaming == nil)
    #expect(probe.freeBytes > 0)
    #expect(
      FileSystemCheck.problems(probe, now: .now()).allSatisfy { $0.code == "cache.little-space" }
    )
    let left = try names(in: folder.path)
    #expect(left.isEmpty)
  }
}

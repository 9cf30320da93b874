import PipCache
import PipPluginKit
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import CachePlugin

@Suite struct CacheVerifyReportTests {
  private func report(
    of folder: borrowing ScratchFolder,
    wasRefused: Bool = false
  ) async throws -> CacheVerifyReport {
    CacheVerifyReport(
      directory: folder.path,
      verification: try await Verification.of(
        folder.path,
        indexes: [],
        now: .now() + .seconds(3600),
        patience: .zero
      ),
      repaired: [],
      wasRefused: wasRefused,
      diagnostics: []
    )
  }

  private func text(_ report: CacheVerifyReport) -> [String] {
    var page = Page()
    report.write(to: &page, verbosity: .normal)
    return page.lines.map { $0.map(\.text).joined() }
  }

  @Test func `the status is that of the answer, and of what was refused`() async throws {
    let folder = try ScratchFolder()
    #expect(try await report(of: folder).exitStatus == .success)
    #expect(try await report(of: folder, wasRefused: true).exitStatus == .failure)
    try folder.write("selfcheck/" + CacheKey(ofAddress: "/a").text, "{")
    #expect(try await report(of: folder, wasRefused: true).exitStatus == .no)
  }

  @Test func `where not all could be looked at, nobody is told that all is whole`() async throws {
    let folder = try ScratchFolder()
    // Deeper than anybody's folders are nested.
    try folder.write(String(repeating: "a/", count: 80) + "x", "")
    let report = try await report(of: folder)
    #expect(report.exitStatus == .failure)
    #expect(text(report) == ["0 entries checked, all whole, and not all could be looked at"])
  }
}

import Foundation
import PipCache
import PipPluginKit
import PipSystem
import SystemPackage
import Testing

@testable import CachePlugin

@Suite struct CacheRemovalReportTests {
  private func report(
    _ titles: [String?],
    kept: Int = 0,
    wasRefused: Bool = false,
    isDryRun: Bool = false,
    lastUse: CacheRemovalReport.LastUse? = nil
  ) -> CacheRemovalReport {
    let removed = titles.map { title in
      DoomedEntry(
        .response(CacheKey(ofAddress: "https://index.example/")),
        content: IdentityMemory.Key(inode: 1, size: 1500, modified: Timestamp(seconds: 0)),
        reason: "called so",
        title: title
      )
    }
    return CacheRemovalReport(
      directory: "/srv/cache",
      removed: removed,
      bytesFreed: Int64(removed.count) * 1500,
      keptCount: kept,
      wasRefused: wasRefused,
      isDryRun: isDryRun,
      lastUse: lastUse,
      diagnostics: []
    )
  }

  private func text(_ report: CacheRemovalReport, _ verbosity: Verbosity = .normal) -> [String] {
    var page = Page()
    report.write(to: &page, verbosity: verbosity)
    return page.lines.map { $0.map(\.text).joined() }
  }

  @Test func `people read how much went, and what would go`() {
    #expect(text(report([])) == ["nothing to remove"])
    #expect(text(report(["a.whl"])) == ["removed 1 entry, 1.5 kB"])
    #expect(
      text(report(["a.whl"], isDryRun: true)) == [
        "  1.5 kB  a.whl  called so", "would remove 1 entry, 1.5 kB",
      ]
    )
    #expect(text(report(["a", "b"]), .verbose).count == 3)
    #expect(text(report([], kept: 2))[0].hasPrefix("removed 0 entries, 0 bytes, 2 kept"))
  }

  @Test func `what the system refuses is a failure, what changed is not`() {
    #expect(report(["a"], kept: 1).exitStatus == .success)
    #expect(report(["a"], kept: 1, wasRefused: true).exitStatus == .failure)
  }

  @Test func `where last use counts it is said what tells it`() throws {
    #expect(text(report([], lastUse: .access))[0] == "last use: when an entry was last read")
    #expect(text(report([], lastUse: .storing))[0].contains("was stored"))
    let data = try JSONEncoder().encode(report([], lastUse: .storing).result)
    let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(result["lastUseBy"] as? String == "storing")
  }

  @Test func `what has no name goes by its path`() {
    #expect(text(report([nil], isDryRun: true))[0].contains("/srv/cache/http-v2/"))
  }

  @Test func `programs read each entry, the bytes and how many are kept`() throws {
    let data = try JSONEncoder().encode(report(["a.whl"], kept: 3).result)
    let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(result["bytesFreed"] as? Int == 1500)
    #expect(result["kept"] as? Int == 3)
    let removed = try #require((result["removed"] as? [[String: Any]])?.first)
    #expect(removed["title"] as? String == "a.whl")
    #expect(removed["why"] as? String == "called so")
    #expect(removed["bytes"] as? Int == 1500)
    #expect((removed["path"] as? String)?.hasPrefix("/srv/cache/http-v2/") == true)
  }
}

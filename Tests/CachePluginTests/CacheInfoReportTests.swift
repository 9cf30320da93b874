import Foundation
import PipCache
import PipPluginKit
import SystemPackage
import TestSupport
import Testing

@testable import CachePlugin

@Suite struct CacheInfoReportTests {
  private func report(_ cache: FilePath) async throws -> CacheInfoReport {
    CacheInfoReport(
      directory: cache,
      inventory: try await CacheInventory.of(CacheScan(cache, workers: 1)),
      diagnostics: []
    )
  }

  private func lines(of report: some Report) -> [String] {
    var page = Page()
    report.write(to: &page, verbosity: .normal)
    return page.lines.map { $0.map(\.text).joined() }
  }

  @Test func `people read the areas that have something, and the total`() async throws {
    let cache = try ScratchFolder()
    try cache.write("notes", String(repeating: "x", count: 1500))
    let lines = lines(of: try await report(cache.path))
    #expect(lines.count == 4)
    #expect(lines[0] == cache.path.string)
    #expect(
      lines[1].split(separator: " ").map(String.init) == ["entries", "files", "size", "on", "disk"]
    )
    #expect(lines[2].hasPrefix("  other        1      1  1.5 kB"))
    #expect(lines[3].hasPrefix("  total        1      1  1.5 kB"))
    // Numbers end below each other.
    #expect(Set(lines.dropFirst().map(\.count)).count == 1)
  }

  @Test func `programs read every area`() async throws {
    let cache = try ScratchFolder()
    try cache.write("notes", "x")
    let data = try JSONEncoder().encode(try await report(cache.path).result)
    let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(result["directory"] as? String == cache.path.string)
    let areas = try #require(result["areas"] as? [[String: Any]])
    #expect(
      areas.map { $0["name"] as? String } == [
        "http-v2", "http", "wheels", "selfcheck", "swiftpip", "leftovers", "other",
      ]
    )
    #expect(areas.last?["bytes"] as? Int == 1)
    #expect((result["total"] as? [String: Any])?["files"] as? Int == 1)
  }
}

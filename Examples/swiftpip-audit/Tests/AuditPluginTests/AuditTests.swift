import Foundation
import PipPluginKit
import PipPluginTesting
import Testing

@testable import AuditPlugin

@Suite struct AuditTests {
  private static let advisory = #"""
    {"id": "EX-1", "summary": "Everything leaks.", "affected": [{
      "package": {"ecosystem": "PyPI", "name": "Leaky_Lib"},
      "ranges": [{"type": "ECOSYSTEM", "events": [
        {"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"}, {"last_affected": "2.5"}]}],
      "versions": ["9.9"]}]}
    """#

  @Test(arguments: [
    ("0.1", true), ("1.1.9", true), ("1.2", false), ("1.9", false), ("2.0", true), ("2.5", true),
    ("2.5.1", false), ("9.9.0", true), ("2.0rc1", false),
  ])
  func `a range begins and ends where its events say`(version: String, isAffected: Bool) throws {
    let advisory = try JSONDecoder().decode(Advisory.self, from: Data(Self.advisory.utf8))
    let version = try #require(PackageVersion(version))
    #expect(advisory.affects("leaky-lib", version) == isAffected)
    #expect(!advisory.affects("other", version))
  }

  @Test func `what is affected is told, with what would help`() async throws {
    let file = URL.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("[\(Self.advisory)]".utf8).write(to: file)
    let context = PluginTest.context(
      packages: [
        InstalledPackage(name: "leaky-lib", version: "1.0"),
        InstalledPackage(name: "sound", version: "1.0"),
      ]
    )
    let answer = try await PluginTest.run(AuditPlugin(), ["audit", file.path], in: context)
    #expect(answer.text == "leaky-lib  1.0  EX-1  fixed in 1.2  Everything leaks.")
    #expect(answer.status == .no)
    let sound = PluginTest.context(packages: [InstalledPackage(name: "sound", version: "1.0")])
    let other = try await PluginTest.run(AuditPlugin(), ["audit", file.path], in: sound)
    #expect(other.text == "nothing is affected by 1 advisories")
    #expect(other.status == .success)
  }

  @Test func `a file that is none is told`() async {
    await #expect(throws: AdvisoryFileError.self) {
      try await PluginTest.run(AuditPlugin(), ["audit", "/nowhere"], in: PluginTest.context())
    }
  }

  @Test func `after an installation it reminds`() async {
    let notices = await PluginTest.notices(
      of: AuditPlugin(),
      after: "install",
      in: PluginTest.context()
    )
    #expect(notices.count == 1)
    let others = await PluginTest.notices(
      of: AuditPlugin(),
      after: "list",
      in: PluginTest.context()
    )
    #expect(others.isEmpty)
  }

  @Test func `the plugin is as plugins should be`() async {
    #expect(await PluginTest.flaws(of: AuditPlugin()) == [])
  }
}

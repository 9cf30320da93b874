import Foundation
import PipPaths
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct PathOwnershipTests {
  private static var isRoot: Bool {
    ProcessFacts.ofThisProcess(in: Environment(["HOME": "/"])).effectiveUser == 0
  }

  @Test func `root owns what root owns, down to a path that does not exist`() {
    #expect(PathOwnership.of("/no/such/folder", effectiveUser: 0) == .owned)
  }

  @Test func `for root a link is not its own`() throws {
    let folder = try ScratchFolder()
    let link = try folder.link("link", to: "/")
    #expect(PathOwnership.of(link.appending("no-such"), effectiveUser: 0) == .notOwned(link))
  }

  @Test(.enabled(if: isRoot)) func `root does not own another user's folder`() throws {
    let folder = try ScratchFolder()
    let other = try folder.makeFolder("other")
    try FileManager.default.setAttributes([.ownerAccountID: 12_345], ofItemAtPath: other.string)
    #expect(PathOwnership.of(other.appending("a/b"), effectiveUser: 0) == .notOwned(other))
  }

  @Test func `a user may use what is writable`() throws {
    let folder = try ScratchFolder()
    #expect(PathOwnership.of(folder.path.appending("a/b"), effectiveUser: 1000) == .owned)
  }

  @Test(.enabled(if: !isRoot)) func `a user may not use what is read-only`() throws {
    let folder = try ScratchFolder()
    let other = try folder.makeFolder("other")
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: other.string)
    #expect(PathOwnership.of(other.appending("a"), effectiveUser: 1000) == .notOwned(other))
  }

  @Test func `for a user a link that leads nowhere is not writable`() throws {
    let folder = try ScratchFolder()
    let link = try folder.link("link", to: "nowhere")
    #expect(PathOwnership.of(link.appending("a"), effectiveUser: 1000) == .notOwned(link))
  }
}

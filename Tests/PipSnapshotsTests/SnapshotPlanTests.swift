import Foundation
import PipArchives
import PipCache
import PipDiagnostics
import PipHashing
import SystemPackage
import TestSupport
import Testing

@testable import PipSnapshots

@Suite struct SnapshotPlanTests {
  @Test func `everything is everything, byte for byte`() async throws {
    let cache = try FullCache()
    let (manifest, contents) = try TestSnapshot.unpacked(await cache.packed(.exact))
    #expect(contents == (try cache.contents))
    #expect(manifest.redaction.omitted.isEmpty && manifest.redaction.removed.isEmpty)
    let files = Dictionary(uniqueKeysWithValues: manifest.files.map { ($0.path.text, $0) })
    let place = FullCache.place(FullCache.wheelAddress)
    #expect(files[place]?.kind == .head)
    let wheel = try #require(files[place + ".body"])
    #expect(wheel.kind == .wheel && wheel.project == "demo" && wheel.version == "1.0")
    #expect(wheel.fileName == "demo-1.0-py3-none-any.whl")
    #expect(files[FullCache.built + "/origin.json"]?.kind == .origin)
  }

  /// Tells where something that nobody else must see is, in a snapshot or in what is packed in it.
  private func leaks(_ manifest: SnapshotManifest, _ contents: TestContents) -> [String] {
    let texts = contents.map {
      ($0.key, Inflater()?.inflateGzip($0.value[...], atMost: 1 << 20) ?? $0.value)
    }
    let said = ([manifest.head] + manifest.files.map(\.line)).map { ("manifest", $0) }
    return (texts + said).filter {
      String(decoding: $0.1, as: UTF8.self).contains(FullCache.canary)
    }
    .map(\.0)
  }

  @Test func `what is for a team has no credentials, tokens or places`() async throws {
    let cache = try FullCache()
    let (manifest, contents) = try TestSnapshot.unpacked(await cache.packed(.internal))
    #expect(leaks(manifest, contents).isEmpty)
    #expect(
      manifest.redaction.omitted
        == ["credential": 1, "address": 1, "unknown": 1, "old-form": 1, "place": 1]
    )
    #expect(manifest.redaction.removed == ["cookie": 1, "header": 2, "origin": 1])
    // Two pages and files of the public index, METADATA, the wheel of another, the one built here.
    #expect(contents.count == 2 * 4 + 1)
    let wheel = FullCache.place(FullCache.wheelAddress) + ".body"
    #expect(contents[wheel] == FullCache.wheel)
    // pip reads what is left of a head.
    let head = try #require(contents[FullCache.place(FullCache.wheelAddress)])
    #expect(try CachedResponse(head[...]).header("date") == "Sat, 01 Aug 2026 00:00:00 GMT")
  }

  @Test func `what is for everybody is what everybody can have`() async throws {
    let cache = try FullCache()
    let (manifest, contents) = try TestSnapshot.unpacked(await cache.packed(.public))
    #expect(leaks(manifest, contents).isEmpty)
    let places = [FullCache.index + "demo/", FullCache.wheelAddress].map(FullCache.place)
    #expect(Set(contents.keys) == Set(places + places.map { $0 + ".body" }))
    #expect(manifest.redaction.publicIndex == FullCache.index)
    // Another content under a public address is not what everybody can have.
    try cache.store(FullCache.wheelAddress, ZipWriter.wheel("demo", "1.0", record: "x"), [])
    let (_, others) = try TestSnapshot.unpacked(await cache.packed(.public))
    #expect(others.count == 2)
  }

  @Test func `a page of which the head cannot be read is not called private`() async throws {
    let cache = try FullCache()
    let head = cache.folder.path.appending(FullCache.place(FullCache.index + "demo/")).string
    let plan = try await cache.plan(.public) {
      try FileManager.default.removeItem(atPath: head)
      try FileManager.default.createSymbolicLink(atPath: head, withDestinationPath: "elsewhere")
    }
    #expect(plan.lacksRefused)
    #expect(plan.manifest.files.isEmpty)
    // What is gone is nobody's.
    let other = try FullCache()
    let gone = other.folder.path.appending(FullCache.place(FullCache.index + "demo/")).string
    let rest = try await other.plan(.public) { try FileManager.default.removeItem(atPath: gone) }
    #expect(!rest.lacksRefused && rest.manifest.files.isEmpty)
  }

  @Test(arguments: [SnapshotManifest.Level.exact, .internal, .public])
  func `the same content makes the same bytes, wherever and whenever it was stored`(
    level: SnapshotManifest.Level
  ) async throws {
    let first = try FullCache()
    let second = try FullCache()
    for (name, _) in try second.contents {
      let path = second.folder.path.string + "/" + name
      let attributes: [FileAttributeKey: Any] = [
        .modificationDate: Date(timeIntervalSince1970: 1_000_000), .posixPermissions: 0o600,
      ]
      try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
    }
    #expect(try await first.packed(level) == second.packed(level))
  }

  @Test(arguments: [true, false])
  func `what changes after it was chosen is noticed, be its content at hand or not`(
    isHeld: Bool
  ) async throws {
    let cache = try FullCache()
    let body = FullCache.place(FullCache.wheelAddress) + ".body"
    let head = FullCache.place(FullCache.wheelAddress)
    for name in [body, head] {
      let chosen = try await cache.plan(.internal)
      let plan = SnapshotPlan(
        manifest: chosen.manifest,
        stamps: chosen.stamps,
        sources: chosen.sources,
        held: isHeld ? chosen.held : HeldContents(room: 0)
      )
      let path = cache.folder.path.string + "/" + name
      let content = try Data(contentsOf: URL(filePath: path))
      // Another file of the same name, as pip replaces them, of the same size, a longer one, none.
      for change in [content, content + [0], nil] {
        try FileManager.default.removeItem(atPath: path)
        if let change { try change.write(to: URL(filePath: path)) }
        await #expect(throws: SnapshotsError.changed(name)) {
          try await plan.write(.none, to: MemoryFile())
        }
        if change == nil { try content.write(to: URL(filePath: path)) }
      }
    }
  }

  @Test func `what looks like a secret is refused and named`() async throws {
    let cache = try FullCache()
    let token = "ghp_" + String(repeating: "a", count: 36)
    let address = FullCache.index + "other/"
    try cache.store(
      address,
      FullCache.page("other", "https://a.example/\(token)/x.whl", []),
      [("Content-Type", FullCache.json)]
    )
    for level in [SnapshotManifest.Level.internal, .public] {
      let error = await #expect(throws: SnapshotsError.self) { _ = try await cache.plan(level) }
      guard case .secret(let file, what: "a token of GitHub")? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(file.path.text == FullCache.place(address) + ".body")
      let message = error?.diagnostic.message ?? ""
      #expect(message.contains("the index page of other: a token of GitHub"))
    }
    #expect(try await cache.plan(.exact).manifest.files.isEmpty == false)
  }

  @Test func `METADATA that the index gives to everybody is not looked through, other is`()
    async throws
  {
    let token = "Bearer " + String(repeating: "a1", count: 20)
    let text = Array("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\n\(token)\n".utf8)
    let address = FullCache.wheelAddress + ".metadata"
    for isPublished in [true, false] {
      let cache = try FullCache()
      let digest = HashAlgorithm.sha256.digest(of: isPublished ? text : [])
      let page = """
        {"meta":{"api-version":"1.1"},"name":"demo","files":[{"filename":"demo-1.0-py3-none-any.whl",\
        "url":"\(FullCache.wheelAddress)","hashes":{},"core-metadata":{"sha256":"\(digest)"}}]}
        """
      let type = [("Content-Type", FullCache.json)]
      try cache.store(FullCache.index + "demo/", Array(page.utf8), type)
      try cache.store(address, text, type)
      let isThere = try? await cache.plan(.internal).manifest.files.contains {
        $0.path.text == FullCache.place(address) + ".body"
      }
      #expect(isThere == (isPublished ? true : nil))
    }
  }

  @Test(
    "an origin that says more than where everybody may look stays here",
    arguments: [
      #"{"url":"https://h/x.tar.gz#egg=a&token=CANARY"}"#, #"{"url":"FILE:///home/CANARY"}"#,
      #"{"url":"https://j\u00fcrgen:CANARY@h/x.tar.gz"}"#, #"{"url":"x?token=CANARY"}"#,
      #"{"url":"https://it's:CANARY@h/x"}"#, #"{"url":"/home/CANARY/x"}"#, "[]", "{}", "",
      #"{"url":"C:\\Users\\CANARY"}"#, #"{"url":"https://h/x.tar.gz","user":"CANARY"}"#,
      #"{"url":"https://h/x","archive_info":{"x":"CANARY"}}"#,
      #"{"url":"https://h/x","archive_info":"CANARY"}"#,
      #"{"url":"https://h/x","archive_info":{},"subdirectory":"/home/CANARY"}"#,
      #"{"url":"https://h/x","vcs_info":{"user":"CANARY"}}"#,
      #"{"url":"https://h/x","archive_info":{"hashes":{"x":"CANARY"}}}"#,
      #"{"url":"ssh://git@h/CANARY.git","vcs_info":{}}"#, #"{"url":"file:CANARY"}"#,
    ]
  )
  func originThatSaysMore(text: String) {
    #expect(!OriginRedaction.allows(Array(text.utf8)))
  }

  @Test(arguments: [
    #"{"archive_info": {"hash": "sha256=0"}, "url": "https://h/x.tar.gz"}"#,
    #"{"url": "HTTPS://h/x.git", "vcs_info": {"vcs": "git", "commit_id": "0"}}"#,
  ])
  func `what pip writes of a public place may be seen`(text: String) {
    #expect(OriginRedaction.allows(Array(text.utf8)))
  }

  @Test func `a full disk is told`() async throws {
    let cache = try FullCache()
    let plan = try await cache.plan(.exact)
    let failure = await #expect(throws: SnapshotsError.self) {
      try await plan.write(.none, to: FullDisk())
    }
    guard case .notWritten? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test(arguments: [ArchiveCompression.none, .gzip(level: 6), .zstd(level: 3, workers: 2)])
  func `another program reads it`(compression: ArchiveCompression) async throws {
    let cache = try FullCache()
    let plan = try await cache.plan(.exact)
    let file = MemoryFile()
    try await plan.write(compression, to: file)
    let folder = try ScratchFolder()
    let path = try folder.write("snapshot", file.bytes)
    let outcome = try await HostileSnapshotTests.run(["snapshotfile.py", "check", path.string])
    #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    #expect(outcome.outputText.contains(plan.manifest.identity.hexadecimal))
  }
}

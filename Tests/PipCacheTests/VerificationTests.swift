import Foundation
import PipArchives
import PipCache
import PipHashing
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct VerificationTests {
  private static let file = "demo-1.0-py3-none-any.whl"
  private static let address = "https://files.index.example/x/\(file)"
  private static let date = ("Date", "Sat, 01 Aug 2026 00:00:00 GMT")

  /// A RECORD of the wheel that `ZipWriter.wheel` makes; `initDigest` is that of an empty file.
  private static func record(
    initDigest: String = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    size: Int = 0
  ) -> String {
    """
    demo/__init__.py,sha256=\(initDigest),\(size)
    demo-1.0.dist-info/METADATA,,
    demo-1.0.dist-info/WHEEL,,
    demo-1.0.dist-info/RECORD,,

    """
  }

  private static let wheel = ZipWriter.wheel("demo", "1.0", record: record())

  private func verification(_ cache: borrowing TestCache) async throws -> Verification {
    try await Verification.of(cache.path, indexes: [], now: .now(), patience: .zero)
  }

  private func problems(
    _ cache: borrowing TestCache
  ) async throws -> [EntryProblem] {
    try await verification(cache).damages.map(\.problem)
  }

  private func length(_ body: [UInt8]) -> (String, String) { ("Content-Length", "\(body.count)") }

  @Test func `what is whole is found so`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Self.wheel, [Self.date, length(Self.wheel)])
    try cache.store("https://index.example/redirect", [], [("Date", "never")])
    try cache.folder.write(
      TestCache.head("https://index.example/redirect"),
      TestCache.headBytes([("Date", "never")], status: 301)
    )
    let folder = "wheels/00/11/22/" + String(repeating: "0", count: 50)
    try cache.folder.write("\(folder)/\(Self.file)", Self.wheel)
    try cache.folder.write(
      "\(folder)/origin.json",
      #"{"archive_info": {}, "url": "https://index.example/demo-1.0.tar.gz"}"#
    )
    let prefix = "/srv/environment"
    try cache.folder.write(
      "selfcheck/\(CacheKey(ofAddress: prefix).text)",
      #"{"key":"\#(prefix)","last_check":"2026-08-01T00:00:00Z","pypi_version":"26.3"}"#
    )
    let found = try await verification(cache)
    #expect(found.damages.isEmpty)
    #expect(found.checked == 5)
    #expect(found.obstacles.count == 0)
  }

  @Test(
    arguments: [
      ([("Date", "soon")], 200, nil, EntryProblem.headFatal("a date that is none: soon")),
      ([], 200, "novel", .headFatal("a member that pip does not know: novel")),
      ([("content-length", "5")], 200, nil, .length(expected: 5, found: 4)),
      ([("Content-Length", "3")], 200, nil, .length(expected: 3, found: 4)),
      ([("Content-Encoding", "gzip")], 200, nil, .compression),
    ] as [([(String, String)], Int64, String?, EntryProblem)]
  )
  func `headers that pip fails on are damage`(
    headers: [(String, String)],
    status: Int64,
    extra: String?,
    problem: EntryProblem
  ) async throws {
    let cache = try TestCache()
    try cache.folder.write(
      TestCache.head(Self.address),
      TestCache.headBytes(headers, status: status, extra: extra)
    )
    try cache.folder.write(TestCache.head(Self.address) + ".body", "text")
    #expect(try await problems(cache) == [problem])
  }

  @Test(
    arguments: [
      ("", CachedResponse.Defect.formless), ("cc=2,", .otherForm("cc=2")),
      ("cc=4,\u{1}", .undecodable), ("cc=4,\u{0}", .undecodable),
    ]
  )
  func `headers that pip cannot read are damage`(
    head: String,
    defect: CachedResponse.Defect
  ) async throws {
    let cache = try TestCache()
    try cache.folder.write(TestCache.head(Self.address), head)
    try cache.folder.write(TestCache.head(Self.address) + ".body", "text")
    #expect(try await problems(cache) == [.headUnreadable(defect)])
  }

  @Test func `a wheel is damaged where any bit of it has turned`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Self.wheel, [length(Self.wheel)])
    var hash = HashStream(.sha256)
    hash.update(with: Self.wheel)
    let page = """
      {"meta":{"api-version":"1.1"},"files":[{"filename":"\(Self.file)","url":"\(Self.address)",\
      "hashes":{"sha256":"\(hash.finish().hexadecimal)"}}],"name":"demo"}
      """
    try cache.store(
      "https://index.example/simple/demo/",
      Array(page.utf8),
      [("Content-Type", "application/vnd.pypi.simple.v1+json")]
    )
    #expect(try await problems(cache).isEmpty)
    for position in stride(from: 0, to: Self.wheel.count, by: 61) {
      var wheel = Self.wheel
      wheel[position] ^= 0x10
      try cache.folder.write(TestCache.head(Self.address) + ".body", wheel)
      #expect(try await problems(cache) == [.digest(Self.file)], "at \(position)")
    }
  }

  @Test func `without a page the archive and its RECORD must agree`() async throws {
    let cache = try TestCache()
    let cases: [([UInt8], EntryProblem)] = [
      (ZipWriter.wheel("demo", "1.0"), .recordUnreadable),
      (ZipWriter.wheel("demo", "1.0", record: "\n" + Self.record()), .recordUnreadable),
      (
        ZipWriter.wheel("demo", "1.0", record: Self.record(initDigest: "AAAA")),
        .record("demo/__init__.py")
      ),
      (
        ZipWriter.wheel("demo", "1.0", record: Self.record() + "gone.py,sha256=AAAA,0\n"),
        .record("gone.py")
      ),
      (Array(Self.wheel.dropLast(30)), .archive(.notAnArchive)),
    ]
    for (wheel, problem) in cases {
      try cache.store(Self.address, wheel)
      #expect(try await problems(cache) == [problem])
    }
  }

  @Test(arguments: [
    ("{\"files\": [], \"x\": [1,]}", "application/vnd.pypi.simple.v1+json", true),
    ("{\"files\": [], \"name\": \"de\u{1}mo\"}", "Application/vnd.PyPI.simple.v1+JSON; q=1", true),
    ("no page", "application/vnd.pypi.simple.v1+json", true),
    ("{\"files\": []}", "application/vnd.pypi.simple.v1+json", false),
    ("{\"meta\": {\"api-version\": \"11\"}}", "application/vnd.pypi.simple.v1+json", false),
    ("no page", "text/plain", false),
  ])
  func `a page is what its server calls one, damaged anywhere`(
    body: String,
    type: String,
    isDamaged: Bool
  ) async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array(body.utf8), [("Content-Type", type)])
    #expect(try await problems(cache) == (isDamaged ? [.page] : []))
  }

  @Test func `what pip does not read as a page is none, whatever its server calls it`() async throws
  {
    let cache = try TestCache()
    let type = ("Content-Type", "application/vnd.pypi.simple.v1+json")
    try cache.store(Self.address, Array("packed".utf8), [type, ("Content-Encoding", "deflate")])
    let redirect = "https://index.example/simple/demo"
    try cache.store(redirect, Array("moved".utf8))
    try cache.folder.write(TestCache.head(redirect), TestCache.headBytes([type], status: 301))
    let other: [UInt8] = #"{"files": []}"#.utf8.flatMap { [0, $0] }
    try cache.store("https://index.example/simple/utf-16/", other, [type])
    #expect(try await problems(cache).isEmpty)
  }

  @Test(arguments: ["application/json", "applmcation/vnd.pypi.simple.v1+json", ""])
  func `a page that its headers call something else is passed over by pip`(
    type: String
  ) async throws {
    let cache = try TestCache()
    let page = Array("<title>Links for demo</title>".utf8)
    try cache.store(Self.address, page, [("Content-Type", type)])
    #expect(try await problems(cache) == [.contentType])
  }

  @Test(arguments: [
    ("4", nil), (" 4 ", nil), ("4, 4", nil), ("x", nil), ("-4", nil),
    ("5,5", EntryProblem.length(expected: 5, found: 4)), (" 5", .length(expected: 5, found: 4)),
    ("4, 5", .headFatal("two lengths")),
  ])
  func `a length is read as pip reads it`(length: String, problem: EntryProblem?) async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("text".utf8), [("Content-Length", length)])
    #expect(try await problems(cache) == [problem].compactMap(\.self))
  }

  @Test func `a head with what pip's decoder refuses is damage`() async throws {
    let cache = try TestCache()
    let head = TestCache.headBytes([("Date", Self.date.1), ("X-Place", "Z\u{E9}rich")])
    try cache.store(Self.address, Array("text".utf8))
    try cache.folder.write(TestCache.head(Self.address), head)
    #expect(try await problems(cache).isEmpty)
    var broken = head
    broken[try #require(broken.firstIndex(of: 0xC3))] = 0x41
    try cache.folder.write(TestCache.head(Self.address), broken)
    #expect(try await problems(cache) == [.headUnreadable(.undecodable)])
  }

  @Test func `a file is as published if one page says so`() async throws {
    let cache = try TestCache()
    var hash = HashStream(.sha256)
    hash.update(with: Self.wheel)
    let digest = hash.finish().hexadecimal
    let other = String(repeating: "0", count: 64)
    func page(_ digest: String) -> [UInt8] {
      Array(
        #"{"files":[{"url":"\#(Self.address)","hashes":{"sha256":"\#(digest)"}}],"name":"demo"}"#
          .utf8
      )
    }
    let type = ("Content-Type", "application/vnd.pypi.simple.v1+json")
    try cache.store(Self.address, Self.wheel)
    for (index, digest) in [other, digest, other].enumerated() {
      try cache.store("https://\(index).index.example/simple/demo/", page(digest), [type])
    }
    for _ in 0..<8 { #expect(try await problems(cache).isEmpty) }
    try cache.store("https://1.index.example/simple/demo/", page(other), [type])
    #expect(try await problems(cache) == [.digest(Self.file)])
  }

  @Test func `a size in RECORD says less than the digest beside it`() async throws {
    let cache = try TestCache()
    let wheel = ZipWriter.wheel("demo", "1.0", record: Self.record(size: 1))
    try cache.store(Self.address, wheel)
    #expect(try await problems(cache).isEmpty)
  }

  @Test(arguments: [
    ("{", true), ("[]", true), (#"{"key":"/b","last_check":5,"pypi_version":"1"}"#, true),
    (#"{"key":"/b","last_check":"soon","pypi_version":"1"}"#, true),
    (#"{"key":"/b","last_check":"2026-08-01T00:00:00Z","pypi_version":"x"}"#, true),
    (#"{"key":"/b","last_check":"2999-08-01T00:00:00Z","pypi_version":"1"}"#, false),
  ])
  func `a state is one that pip can use`(state: String, isDamaged: Bool) async throws {
    let cache = try TestCache()
    try cache.folder.write("selfcheck/" + CacheKey(ofAddress: "/b").text, state)
    #expect(try await problems(cache) == (isDamaged ? [.stateUnreadable] : []))
  }

  @Test(arguments: [
    ("text/html", true), ("text/html; charset=UTF-8", true), ("text/html; charset=\"utf8\"", true),
    ("text/html;charset=latin-1", false),
  ])
  func `a page in HTML is one that pip can decode`(type: String, isDamaged: Bool) async throws {
    let cache = try TestCache()
    let page =
      Array("<title>Links for demo</title><a href=\"demo-1.tar.gz\">".utf8) + [0xE9]
      + Array("</a>".utf8)
    try cache.store(Self.address, page, [("Content-Type", type)])
    #expect(try await problems(cache) == (isDamaged ? [.page] : []))
  }

  @Test(arguments: [
    ("", true), ("max-age=x", true), ("MAX-AGE=1", true), ("private, max-age = 600 ", false),
    ("max-age=-1", false),
  ])
  func `an expiry out of the calendar ends pip where nothing else says when`(
    cacheControl: String,
    isFatal: Bool
  ) async throws {
    let cache = try TestCache()
    let expiry = "Fri, 31 Dec 99999 23:59:59 GMT"
    let headers = [Self.date, ("Expires", expiry), ("Cache-Control", cacheControl)]
    try cache.store(Self.address, Array("text".utf8), headers)
    let problem = EntryProblem.headFatal("an expiry that is out of the calendar: \(expiry)")
    #expect(try await problems(cache) == (isFatal ? [problem] : []))
  }

  @Test func `a page that pip cannot use for want of headers is damage`() async throws {
    let cache = try TestCache()
    let page = Array(#"{"meta":{"api-version":"1.0"},"files":[],"name":"demo"}"#.utf8)
    try cache.store("https://index.example/simple/demo/", page, [Self.date])
    #expect(try await problems(cache) == [.contentType])
    // The same page, packed by the server.
    let packed: [UInt8] =
      [31, 139, 8, 0, 0, 0, 0, 0, 2, 3]
      + [171, 86, 202, 77, 45, 73, 84, 178, 170, 86, 74, 44, 200, 212, 45, 75, 45, 42]
      + [206, 204, 207, 83, 178, 82, 50, 212, 51, 80, 170, 213, 81, 74, 203, 204, 73, 45]
      + [86, 178, 138, 142, 213, 81, 202, 75, 204, 77, 5, 74, 164, 164, 230, 230, 43, 213]
      + [2, 0, 14, 177, 12, 247, 55, 0, 0, 0]
    try cache.store("https://index.example/simple/demo/", packed, [Self.date])
    #expect(try await problems(cache) == [.hiddenCompression])
  }

  @Test func `what pip on Python 2 wrote in another order is not damaged`() async throws {
    let cache = try TestCache()
    let response: [MessagePack.Member] = [
      .init(.text("body"), .bytes(Array("BODY".utf8))),
      .init(.text("headers"), .map([.init(.text("Content-Length"), .text("4"))])),
      .init(.text("status"), .integer(200)),
    ]
    let document = MessagePack.map([
      .init(.text("vary"), .map([])), .init(.text("response"), .map(response)),
    ])
    let name = "http" + TestCache.head(Self.address).dropFirst("http-v2".count)
    try cache.folder.write(name, Array("cc=4,".utf8) + document.encoded)
    #expect(try await problems(cache).isEmpty)
    try cache.folder.write(name, "formless")
    #expect(try await problems(cache) == [.headUnreadable(.formless)])
  }

  @Test func `halves count once nobody can be writing the other`() async throws {
    let cache = try TestCache()
    try cache.folder.write(TestCache.head("https://index.example/a"), TestCache.headBytes())
    try cache.folder.write(TestCache.head("https://index.example/b") + ".body", "text")
    #expect(try await problems(cache).isEmpty)
    try cache.age(700)
    #expect(Set(try await problems(cache)) == [.bodyMissing, .headMissing])
  }

  @Test func `what somebody is writing is not held against it`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("old".utf8), [("Content-Length", "9")])
    let name = TestCache.head(Self.address) + ".body"
    // As pip does it: the new head is in place while the new body is being written.
    try cache.folder.write(name + "abcdefgh.tmp", "new")
    #expect(try await problems(cache).isEmpty)
    try FileManager.default.removeItem(atPath: cache.path.appending(name + "abcdefgh.tmp").string)
    #expect(try await problems(cache) == [.length(expected: 9, found: 3)])
  }

  @Test func `origins and states are checked as well`() async throws {
    let cache = try TestCache()
    let folders = (0..<4).map { "wheels/00/11/22/" + String(repeating: "\($0)", count: 50) }
    let origins = [
      "{}", "no JSON", #"{"archive_info": {}, "url": "https://index.example/demo-2.0.tar.gz"}"#,
      #"{"archive_info": {}, "dir_info": {}, "url": "file:///demo"}"#,
    ]
    for (folder, origin) in zip(folders, origins) {
      try cache.folder.write("\(folder)/\(Self.file)", Self.wheel)
      try cache.folder.write("\(folder)/origin.json", origin)
    }
    try cache.folder.write("selfcheck/" + CacheKey(ofAddress: "/a").text, "{")
    try cache.folder.write(
      "selfcheck/" + CacheKey(ofAddress: "/b").text,
      #"{"key":"/c","last_check":"2026-08-01T00:00:00Z","pypi_version":"26.3"}"#
    )
    let found = try await problems(cache)
    #expect(found.count { $0 == .originUnreadable } == 3)
    #expect(found.contains(.origin("demo-2.0.tar.gz")))
    #expect(found.contains(.stateUnreadable))
    #expect(found.contains(.stateForeign))
    #expect(found.count == 6)
    // Wheels stay where what is said of them is put aside.
    let damages = try await verification(cache).damages
    let removal = Removal(from: cache.path, disposal: .quarantine, patience: .zero)
    _ = await removal.remove(damages.map(\.entry))
    #expect(try await problems(cache).isEmpty)
    #expect(cache.files.count { $0.hasSuffix(Self.file) && !$0.contains("quarantine") } == 4)
    #expect(cache.files.contains("swiftpip/quarantine/\(folders[0])/origin.json"))
  }

  @Test func `damage is put aside whole, and what is sound stays`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("short".utf8), [("Content-Length", "9")])
    try cache.store("https://index.example/sound", Array("sound".utf8))
    let damages = try await verification(cache).damages
    let removal = Removal(from: cache.path, disposal: .quarantine, patience: .zero)
    let outcome = await removal.remove(damages.map(\.entry))
    #expect(outcome.removed.count == 1)
    let name = TestCache.head(Self.address)
    let sound = TestCache.head("https://index.example/sound")
    #expect(
      cache.files == [
        sound, "\(sound).body", "swiftpip/quarantine/\(name)", "swiftpip/quarantine/\(name).body",
      ]
    )
    let body = cache.path.appending("swiftpip/quarantine/\(name).body")
    #expect(try text(of: body) == "short")
    #expect(try await problems(cache).isEmpty)
    // The same again: the last is kept.
    try cache.store(Self.address, Array("again".utf8), [("Content-Length", "9")])
    let again = try await verification(cache).damages
    #expect(await removal.remove(again.map(\.entry)).removed.count == 1)
    #expect(try text(of: body) == "again")
  }

  @Test func `what is stored anew meanwhile is not put aside`() async throws {
    let cache = try TestCache()
    try cache.store(Self.address, Array("short".utf8), [("Content-Length", "9")])
    let damages = try await verification(cache).damages
    let path = cache.path
    let removal = Removal(from: path, disposal: .quarantine, patience: .milliseconds(600))
    async let outcome = removal.remove(damages.map(\.entry))
    try await Task.sleep(for: .milliseconds(250))
    let name = TestCache.head(Self.address)
    for (name, content) in [
      (name, TestCache.headBytes([("Content-Length", "3")])), (name + ".body", Array("new".utf8)),
    ] {
      try cache.folder.write(name + "abcdefgh.tmp", content)
      try path.appending(name + "abcdefgh.tmp").rename(to: path.appending(name))
    }
    #expect(await outcome.kept.count == 1)
    #expect(cache.files == [name, name + ".body"])
  }

  @Test func `a repair that is stopped half-way loses nothing`() async throws {
    let cache = try TestCache()
    let old = [("Content-Length", "9")]
    try cache.store(Self.address, Array("short".utf8), old)
    let damages = try await verification(cache).damages
    let removal = Removal(from: cache.path, disposal: .quarantine, patience: .seconds(60))
    let repair = Task { await removal.remove(damages.map(\.entry)) }
    try await Task.sleep(for: .milliseconds(250))
    repair.cancel()
    #expect(await repair.value.kept.count == 1)
    // The next does not take the tombstone for a head.
    #expect(try await verification(cache).damages.isEmpty)
    #expect(await removal.remove(damages.map(\.entry)).removed.isEmpty)
    try cache.age(700, "http-v2")
    let dead = try await DeadEntries.of(CacheScan(cache.path), now: .now())
    #expect(await Removal(from: cache.path, patience: .zero).remove(dead.doomed).removed.count == 1)
    let name = "swiftpip/quarantine/" + TestCache.head(Self.address)
    #expect(cache.files == [name, name + ".body"])
    #expect(
      try Data(contentsOf: URL(filePath: cache.path.appending(name).string))
        == Data(TestCache.headBytes(old))
    )
    #expect(try text(of: cache.path.appending(name + ".body")) == "short")
  }

  @Test func `what was put aside goes after a month`() async throws {
    let cache = try TestCache()
    try cache.folder.write("swiftpip/quarantine/selfcheck/x", "damaged")
    try cache.folder.write("swiftpip/identities", "")
    try cache.age(40 * 86_400)
    let now = Timestamp.now()
    #expect(try await DeadEntries.of(CacheScan(cache.path), now: now).doomed.isEmpty)
    // That it was put aside is noted by the file system, whatever the file's own time.
    let later = now + .seconds(31 * 86_400)
    let dead = try await DeadEntries.of(CacheScan(cache.path), now: later)
    #expect(dead.doomed.map(\.reason) == ["damaged, and put aside a month ago"])
  }
}

import Foundation
import PipCache
import PipHashing
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct CacheContentsTests {
  private static let file = "demo-1.0-py2.py3-none-any.whl"
  private static let wheel = ZipWriter.wheel("demo", "1.0", tags: ["py3-none-any", "py2-none-any"])

  private func page(_ url: String, digest: String = "00") -> [UInt8] {
    Array(
      """
      {"meta":{"api-version":"1.1"},"files":[{"filename":"\(Self.file)","url":"\(url)",\
      "hashes":{"sha256":"\(digest)"}}],"name":"demo"}
      """.utf8
    )
  }

  private func identity(
    _ kind: EntryKind,
    in contents: CacheContents
  ) throws -> ContentIdentity {
    try #require(contents.entries.first { $0.identity.kind == kind }).identity
  }

  @Test func `a wheel without a page has a name that is rebuilt from it`() async throws {
    let cache = try TestCache()
    try cache.store("https://files.index.example/a.whl", Self.wheel)
    let found = try identity(.wheel, in: try await cache.contents())
    #expect(found.project == "demo")
    #expect(found.version == "1.0")
    #expect(found.fileName == Self.file)
    #expect(found.isFileNameGuessed)
  }

  @Test func `a page that has the address names the file, and its metadata`() async throws {
    let cache = try TestCache()
    let address = "https://files.index.example/x/\(Self.file)"
    try cache.store(address, Self.wheel)
    try cache.store(
      address + ".metadata",
      Array("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n".utf8)
    )
    try cache.store("https://index.example/simple/demo/", page(address))
    let contents = try await cache.contents()
    #expect(try identity(.wheel, in: contents).isFileNameGuessed == false)
    #expect(try identity(.metadata, in: contents).fileName == Self.file + ".metadata")
    #expect(try identity(.indexPage, in: contents).project == "demo")
  }

  @Test func `a relative link counts where the address of the page is known`() async throws {
    let cache = try TestCache()
    try cache.store("https://index.example/files/\(Self.file)", Self.wheel)
    try cache.store("https://index.example/simple/demo/", page("../../files/\(Self.file)"))
    let index = "https://index.example/simple/"
    let unknown = try await cache.contents()
    #expect(try identity(.wheel, in: unknown).isFileNameGuessed)
    let known = try await cache.contents(indexes: [index])
    #expect(try identity(.wheel, in: known).isFileNameGuessed == false)
  }

  @Test func `a digest on a page names the file, wherever it came from`() async throws {
    let cache = try TestCache()
    try cache.store("https://elsewhere.example/\(Self.file)", Self.wheel)
    var hash = HashStream(.sha256)
    hash.update(with: Self.wheel)
    let digest = hash.finish().hexadecimal
    try cache.store("https://index.example/simple/demo/", page("x/\(Self.file)", digest: digest))
    #expect(try identity(.wheel, in: try await cache.contents()).isFileNameGuessed == false)
  }

  private static let sdist = GzipWriter.file(
    TarWriter.member("demo-1.0/", "", kind: "5") + TarWriter.member("demo-1.0/setup.py", "pass")
      + TarWriter.member("demo-1.0/sub/PKG-INFO", "Name: other\nVersion: 2\n")
      + TarWriter.member("demo-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: Demo\nVersion: 1.0\n")
      + [UInt8](repeating: 0, count: 1024)
  )

  @Test func `an sdist says of itself what it is, and a page how it is called`() async throws {
    let cache = try TestCache()
    let address = "https://files.index.example/x/demo-1.0.tar.gz"
    try cache.store(address, Self.sdist)
    let alone = try identity(.sdist, in: try await cache.contents())
    #expect(alone.project == "Demo")
    #expect(alone.version == "1.0")
    #expect(alone.fileName == "demo-1.0.tar.gz")
    #expect(alone.isFileNameGuessed)
    let page = """
      {"meta":{"api-version":"1.1"},"files":[{"filename":"demo-1.0.tar.gz","url":"\(address)",\
      "hashes":{}}],"name":"demo"}
      """
    try cache.store("https://index.example/simple/demo/", Array(page.utf8))
    #expect(try identity(.sdist, in: try await cache.contents()).isFileNameGuessed == false)
    // Some servers say of an archive that they compressed it.
    try cache.store(address, Self.sdist, [("Content-Encoding", "gzip")])
    #expect(try identity(.sdist, in: try await cache.contents()).project == "Demo")
  }

  @Test func `an archive that is no sdist is other, however long`() async throws {
    let cache = try TestCache()
    let bodies = [
      GzipWriter.file(TarWriter.member("demo-1.0/setup.py", "pass")),
      GzipWriter.file(Array("no tar".utf8)), Array(Self.sdist.prefix(100)), [0x1F, 0x8B],
    ]
    for (number, body) in bodies.enumerated() {
      try cache.store("https://index.example/\(number)", body)
    }
    let kinds = try await cache.contents().entries.map(\.identity.kind)
    #expect(kinds == [.other, .other, .other, .other])
  }

  @Test func `HTML is a page by its title, and other bodies are other`() async throws {
    let cache = try TestCache()
    let html = "<!DOCTYPE html><html><head><title>Links for Demo</title></head></html>"
    try cache.store("https://index.example/a", Array(html.utf8))
    try cache.store("https://index.example/b", Array("<html>hello</html>".utf8))
    try cache.store("https://index.example/c", Array("{\"name\": 1}".utf8))
    try cache.store("https://index.example/d", [])
    try cache.store("https://index.example/e", Array("PK\u{3}\u{4}".utf8))
    let kinds = try await cache.contents().entries.map(\.identity.kind)
    #expect(kinds.count { $0 == .indexPage } == 1)
    #expect(kinds.count { $0 == .other } == 4)
  }

  @Test func `a line of another form is no memory`() {
    let head = "swiftpip identities 1\n"
    let line = "1\t2\t3\t4\twheel\tdemo\t1.0\tdemo-1.0-py3-none-any.whl\t"
    func known(_ text: String) -> Int { IdentityMemory(Array((head + text).utf8)).identities.count }
    #expect(known(line) == 1)
    #expect(known(line + "\n" + line.dropLast() + "\n" + line + "\t\n\n") == 1)
    #expect(known("x" + line) == 0)
    #expect(IdentityMemory(Array(line.utf8)).identities.isEmpty)
  }

  @Test(
    arguments: [
      ("18446744073709551615\t9223372036854775807\t-62135596800\t999999999", true),
      ("0\t0\t-9223372036854775808\t0", true), ("18446744073709551616\t2\t3\t4", false),
      ("1\t9223372036854775808\t3\t4", false), ("-1\t2\t3\t4", false),
      ("1\t2\t3\t2147483648", false),
      ("\t2\t3\t4", false), ("-\t2\t3\t4", false), ("1\t2\t--3\t4", false), ("+1\t2\t3\t4", false),
      (" 1\t2\t3\t4", false), ("1\t0x2\t3\t4", false), ("1\t2\t3\t4.0", false),
    ]
  )
  func `a memory is by numbers that are numbers`(key: String, isOne: Bool) throws {
    let text = "swiftpip identities 1\n\(key)\twheel\tdemo\t1.0\t\t\n"
    let memory = IdentityMemory(Array(text.utf8))
    #expect(memory.identities.count == (isOne ? 1 : 0))
    if isOne { #expect(memory.bytes == Array(text.utf8)) }
  }

  @Test func `what was found out is not found out again, and losing it loses nothing`() async throws
  {
    let cache = try TestCache()
    try cache.store("https://index.example/a.whl", Self.wheel)
    let first = try await cache.contents()
    #expect(first.hasLearned)
    try first.memory.keep(in: cache.path)
    let second = try await cache.contents()
    #expect(!second.hasLearned)
    #expect(second.entries.map(\.isRemembered) == [true])
    #expect(second.entries.map(\.identity) == first.entries.map(\.identity))
    let path = IdentityMemory.path(in: cache.path)
    for garbage in ["", "nonsense", "swiftpip identities 1\n1\t2\t3\n\t\t\t\t\t\t\t\t\n"] {
      try Data(garbage.utf8).write(to: URL(fileURLWithPath: path.string))
      let third = try await cache.contents()
      #expect(third.entries.map(\.identity) == first.entries.map(\.identity))
    }
  }

  @Test(
    arguments: [
      ("demo", true), ("DEMO", true), ("dem*", true), ("demo-1", true), ("demo-1.0*", true),
      ("demo-2", false), ("dem", false), ("*.whl", true), ("*.tar.gz", false), ("emo", false),
      ("", false), ("demo-", true),
    ]
  )
  func `entries are called by project, version or file`(pattern: String, matches: Bool) {
    let identity = ContentIdentity(.wheel, project: "Demo", version: "1.0", fileName: Self.file)
    #expect(EntryPattern(pattern).matches(identity) == matches)
  }

  @Test func `any spelling of a project will do`() {
    let identity = ContentIdentity(.wheel, project: "scikit-learn", version: "1.5")
    for text in ["scikit_learn", "Scikit.Learn", "scikit-learn-1*", "scikit_*"] {
      #expect(EntryPattern(text).matches(identity))
    }
  }
}

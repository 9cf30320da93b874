import PipCache
import PipSystem
import Testing

@Suite struct CacheFolderTests {
  private static let key = "0123456789abcdef0123456789abcdef0123456789abcdef01234567"

  private func role(_ path: String) throws -> CacheFileRole {
    let names = try path.split(separator: "/").map {
      try #require(EntryName(systemText: String($0)))
    }
    return CacheFolder(names.dropLast().map(\.self)).role(of: try #require(names.last))
  }

  @Test(arguments: [
    ("http-v2/0/1/2/3/4/\(key)", CacheArea.httpV2),
    ("http-v2/0/1/2/3/4/\(key).body", .httpV2),
    ("http-v2/0/1/2/3/4/\(key)ab_12xyz.tmp", .leftovers),
    ("http-v2/0/1/2/3/4/\(key).bodyab_12xyz.tmp", .leftovers),
    ("http-v2/0/1/2/3/4/\(key).bodyAB_12xyz.tmp", .other),
    ("http-v2/0/1/2/3/4/\(key).txt", .other),
    ("http-v2/0/1/2/3/5/\(key)", .other),
    ("http-v2/0/1/2/3/\(key)", .other),
    ("http-v2/0/1/2/3/4/5/\(key)", .other),
    ("http-v2/\(key)", .other),
    ("http-v2/0/1/2/3/4/notes", .other),
    ("http/0/1/2/3/4/\(key)", .http),
    ("http/0/1/2/3/4/\(key).body", .other),
    ("http/0/1/2/3/4/\(key)ab_12xyz.tmp", .leftovers),
    ("wheels/ab/cd/ef/\(String(repeating: "0", count: 50))/a-1-py3-none-any.whl", .wheels),
    ("wheels/ab/cd/ef/\(String(repeating: "0", count: 50))/origin.json", .wheels),
    ("wheels/ab/cd/ef/\(String(repeating: "0", count: 50))/tmpab_12xyz/a.whl", .leftovers),
    ("wheels/ab/cd/ef/\(String(repeating: "0", count: 50))/build/a.whl", .other),
    ("wheels/ab/cd/ef/\(String(repeating: "0", count: 49))/a-1-py3-none-any.whl", .other),
    ("wheels/ab/cd/a-1-py3-none-any.whl", .other),
    ("selfcheck/\(key)", .selfCheck),
    ("selfcheck/\(key)ab_12xyz.tmp", .leftovers),
    ("selfcheck/\(key)\u{301}ab_12xyz.tmp", .other),
    ("http-v2/0/1/2/3/4/\(key)\u{301}.bodyab_12xyz.tmp", .other),
    ("myhost-7f1c2d3\u{FF25}.12345678901", .other),
    ("myhost-\u{301}-7f1c2d3e.12345678901", .leftovers),
    ("selfcheck/other", .other),
    ("selfcheck/0/\(key)", .other),
    ("swiftpip/anything/at/all", .own),
    ("selfcheck.json", .leftovers),
    ("selfcheck.json.lock", .leftovers),
    ("myhost-7f1c2d3e.12345678901", .leftovers),
    ("CACHEDIR.TAG", .other),
    ("mine/file", .other),
  ])
  func `a file is what its place and its name say`(path: String, area: CacheArea) throws {
    #expect(try role(path).area == area)
  }

  @Test func `a key is the hash of an address`() {
    // A vector of pip's own.
    #expect(
      CacheKey(ofAddress: "https://index.example/simple/pip/").text
        == "df695b22cd7222ccdac77adef2a3e345a441b6539a71f025f8a4d49c"
    )
  }

  @Test(arguments: ["", "0", String(key.dropLast()), key.uppercased(), "g" + key.dropFirst()])
  func `another name is no key`(text: String) {
    #expect(EntryName(systemText: text).flatMap { CacheKey(beginning: $0) } == nil)
  }
}

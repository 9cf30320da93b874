import PipCache
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct CacheFolderFuzzTests {
  private static let key = "0123456789abcdef0123456789abcdef0123456789abcdef01234567"
  private static let wheels = "wheels/ab/cd/ef/" + String(repeating: "0", count: 50)

  private static let seeds = [
    "http-v2/0/1/2/3/4/\(key)", "http-v2/0/1/2/3/4/\(key).body",
    "http-v2/0/1/2/3/4/\(key).bodyab_12xyz.tmp", "http/0/1/2/3/4/\(key)",
    "http/0/1/2/3/4/\(key)ab_12xyz.tmp", "\(wheels)/a-1-py3-none-any.whl",
    "\(wheels)/origin.json", "\(wheels)/tmpab_12xyz/a.whl", "selfcheck/\(key)",
    "selfcheck/\(key)ab_12xyz.tmp", "swiftpip/identities", "selfcheck.json",
    "myhost-7f1c2d3e.12345678901", "a-.-", "-.", "CACHEDIR.TAG",
  ].map { Array($0.utf8) }

  private static let tokens = [
    "/", "http-v2", "http", "wheels", "selfcheck", "swiftpip", key, ".body", ".tmp", ".whl", "tmp",
    "abcdefgh.tmp", "\u{301}", "\u{600}", "-", ".", "A", "é", "\u{10FFFF}",
  ]

  /// Returns the names that a path is made of, nil where one is none.
  private static func names(_ path: [UInt8]) -> [EntryName]? {
    let names = path.split(separator: UInt8(ascii: "/")).map { EntryName($0) }
    let valid = names.compactMap(\.self)
    return valid.isEmpty || valid.count < names.count ? nil : valid
  }

  @Test func `a file of the cache is where its key says, and called so`() throws {
    let run = FuzzRun("cache-folder", tokens: Self.tokens, pieces: [[0xFF], [0xED, 0xA0, 0x80]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      guard let names = Self.names(bytes), let name = names.last else { return .refused }
      let folder = CacheFolder(Array(names.dropLast()))
      switch folder.role(of: name) {
      case .responseHead(let key):
        let place = CacheEntry.Place.response(key).names.dropLast()
        let isThere = names.dropLast() == place && name == key.headName
        return .read(["it is the head of its key": isThere])
      case .responseBody(let key):
        return .read(["it is the body of its key": names == CacheEntry.Place.response(key).names])
      case .oldResponse(let key):
        let place = CacheEntry.Place.oldResponse(key).names
        return .read(["it is the response of its key": names == place])
      case .state(let key):
        return .read(["it is the state of its key": name == key.headName && names.count == 2])
      case .wheel:
        return .read(["it is called like a wheel": name.bytes.suffix(4) == Array(".whl".utf8)[...]])
      case .origin:
        return .read(["it is called so": name.bytes == Array("origin.json".utf8)])
      case .own:
        return .read(["it is ours": names.first?.bytes == Array("swiftpip".utf8)])
      case .leftover, .foreign:
        return .refused
      }
    }
    #expect(findings.isEmpty)
  }
}

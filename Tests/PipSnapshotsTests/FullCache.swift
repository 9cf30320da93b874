import Foundation
import PipArchives
import PipCache
import PipHashing
import SystemPackage
import TestSupport

@testable import PipSnapshots

/// A cache with something of everything, and what nobody else must see in each place where pip keeps it.
final class FullCache {
  static let index = "https://index.example/simple/"
  static let json = "application/vnd.pypi.simple.v1+json"
  static let canary = "CANARY"
  static let wheel = ZipWriter.wheel("demo", "1.0")
  static let wheelAddress = "https://files.index.example/demo-1.0-py3-none-any.whl"
  static let built = "wheels/01/23/45/" + String(repeating: "6", count: 50)

  let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let date = ("Date", "Sat, 01 Aug 2026 00:00:00 GMT")
    try store(
      Self.index + "demo/",
      Self.page("demo", Self.wheelAddress, Self.wheel),
      [
        date, ("Content-Type", Self.json), ("Server", Self.canary),
      ]
    )
    try store(Self.wheelAddress, Self.wheel, [date, ("X-Served-By", Self.canary)])
    try store(
      Self.wheelAddress + ".metadata",
      Array("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n".utf8),
      [date, ("Set-Cookie", "a=\(Self.canary)")]
    )
    // Of another index: given for the sake of a credential, with a token in its links, packed.
    let own = "https://\(Self.canary).example/simple/"
    let other = ZipWriter.wheel("own", "1.0")
    try store(
      own + "own/",
      Self.page("own", "https://\(Self.canary).example/own-1.0-py3-none-any.whl", other),
      [date, ("Content-Type", Self.json)],
      vary: [("Authorization", "Basic \(Self.canary)")]
    )
    let tokens = "https://a.example/own-1.0-py3-none-any.whl?token=\(Self.canary)"
    try store(
      own + "tokens/",
      GzipWriter.file(Self.page("tokens", tokens, other)),
      [date, ("Content-Type", Self.json), ("Content-Encoding", "gzip")]
    )
    try store(own + "file", Array("\(Self.canary) of some kind".utf8), [date])
    try store("https://a.example/own-1.0-py3-none-any.whl", other, [date])
    try folder.write("http/0/a/1/b/2/\(TestSnapshot.key)", "cc=4,\(Self.canary)")
    try folder.write(
      "selfcheck/" + CacheKey(ofAddress: "/home/\(Self.canary)").text,
      """
      {"key":"/home/\(Self.canary)","last_check":"2026-08-01T00:00:00Z","pypi_version":"26.3"}
      """
    )
    try folder.write(Self.built + "/demo-2.0-py3-none-any.whl", ZipWriter.wheel("demo", "2.0"))
    try folder.write(
      Self.built + "/origin.json",
      #"{"archive_info": {}, "url": "file:///home/\#(Self.canary)/demo-2.0.tar.gz"}"#
    )
    try folder.write("swiftpip/something", Self.canary)
    try folder.write("http-v2/0/a/1/b/2/\(TestSnapshot.key).bodyabcdefgh.tmp", Self.canary)
  }

  static func page(_ project: String, _ address: String, _ content: [UInt8]) -> [UInt8] {
    let digest = HashAlgorithm.sha256.digest(of: content)
    return Array(
      """
      {"meta":{"api-version":"1.1"},"name":"\(project)","files":[{"filename":\
      "\(project)-1.0-py3-none-any.whl","url":"\(address)","hashes":{"sha256":"\(digest)"}}]}
      """.utf8
    )
  }

  func store(
    _ address: String,
    _ body: [UInt8],
    _ headers: [(String, String)],
    vary: [(String, String)] = []
  ) throws {
    func map(_ fields: [(String, String)]) -> MessagePack {
      .map(fields.map { .init(.text($0.0), .text($0.1)) })
    }
    let document = MessagePack.map([
      .init(
        .text("response"),
        .map([
          .init(.text("body"), .bytes([])), .init(.text("headers"), map(headers)),
          .init(.text("status"), .integer(200)), .init(.text("reason"), .text("OK")),
        ])
      ), .init(.text("vary"), map(vary)),
    ])
    let place = Self.place(address)
    try folder.write(place, Array("cc=4,".utf8) + document.encoded)
    try folder.write(place + ".body", body)
  }

  static func place(_ address: String) -> String {
    let key = CacheKey(ofAddress: address).text
    return "http-v2/" + key.prefix(5).map { "\($0)/" }.joined() + key
  }

  /// The contents of all files that pip has in it, by their paths.
  var contents: TestContents {
    get throws {
      let names = FileManager.default.enumerator(atPath: folder.path.string)?.allObjects ?? []
      var contents: TestContents = [:]
      for name in names.compactMap({ $0 as? String }) where SnapshotPath(name) != nil {
        let path = folder.path.string + "/" + name
        contents[name] = Array(try Data(contentsOf: URL(filePath: path)))
      }
      return contents
    }
  }

  func plan(
    _ level: SnapshotManifest.Level,
    onceScanned change: () throws -> Void = {}
  ) async throws -> SnapshotPlan {
    let contents = try await CacheContents.of(
      CacheScan(folder.path),
      areas: [.httpV2, .http, .wheels, .selfCheck],
      indexes: [Self.index]
    )
    try change()
    return try await SnapshotPlan.of(
      contents.entries,
      among: contents.entries,
      SnapshotPlan.Request(
        directory: folder.path,
        level: level,
        publicIndex: Self.index,
        maker: .init(tool: "swiftpip", platform: "test")
      )
    )
  }

  func packed(_ level: SnapshotManifest.Level) async throws -> [UInt8] {
    let file = MemoryFile()
    try await plan(level).write(.none, to: file)
    return file.bytes
  }
}

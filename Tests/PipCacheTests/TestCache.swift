import Foundation
import PipCache
import PipSystem
import SystemPackage
import TestSupport

/// A cache that a test fills as pip would.
struct TestCache: ~Copyable {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  var path: FilePath { folder.path }

  /// Returns where the head of a response is.
  static func head(_ address: String) -> String {
    let key = CacheKey(ofAddress: address).text
    return "http-v2/" + key.prefix(5).map { "\($0)/" }.joined() + key
  }

  /// The bytes of the head of a response.
  ///
  /// - Parameters:
  ///   - headers: what the server sent.
  ///   - status: the status.
  ///   - extra: a member of the response that pip does not know.
  /// - Returns: the bytes.
  static func headBytes(
    _ headers: [(String, String)] = [],
    status: Int64 = 200,
    extra: String? = nil
  ) -> [UInt8] {
    let headers = headers.map { MessagePack.Member(.text($0.0), .text($0.1)) }
    var response: [MessagePack.Member] = [
      .init(.text("body"), .bytes([])), .init(.text("headers"), .map(headers)),
      .init(.text("status"), .integer(status)),
    ]
    if let extra { response.append(.init(.text(extra), .null)) }
    let document = MessagePack.map([
      .init(.text("response"), .map(response)), .init(.text("vary"), .map([])),
    ])
    return Array("cc=4,".utf8) + document.encoded
  }

  /// Stores a response as pip 23.3 and later do.
  func store(_ address: String, _ body: [UInt8], _ headers: [(String, String)] = []) throws {
    try folder.write(Self.head(address), Self.headBytes(headers))
    try folder.write(Self.head(address) + ".body", body)
  }

  /// Makes every file look as if nobody had touched it for so long.
  func age(_ seconds: TimeInterval, _ name: String = "") throws {
    let place = name.isEmpty ? path : path.appending(name)
    for file in [place.string] + everything(below: place).map(\.string) {
      let moment = Date(timeIntervalSinceNow: -seconds)
      try FileManager.default.setAttributes([.modificationDate: moment], ofItemAtPath: file)
    }
  }

  /// Every name below a place.
  func everything(below place: FilePath) -> [FilePath] {
    let names = FileManager.default.enumerator(atPath: place.string)?.allObjects ?? []
    return names.compactMap { $0 as? String }.map { place.appending($0) }
  }

  /// Every file, by its path in the cache.
  var files: [String] {
    everything(below: path).filter(\.isFile).map { String($0.string.dropFirst(path.length + 1)) }
      .sorted()
  }

  func contents(
    indexes: [String] = [],
    memory: FolderMemory? = nil,
    depth: CacheEntry.Depth = .whole
  ) async throws -> CacheContents {
    try await CacheContents.of(
      CacheScan(path, memory: memory),
      areas: [.httpV2, .http, .wheels, .selfCheck],
      depth: depth,
      indexes: indexes
    )
  }
}

extension FilePath {
  fileprivate var isFile: Bool { (try? status(following: .nothing))?.kind == .regular }
}

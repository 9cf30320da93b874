import Foundation
import PipArchives
import PipCache
import PipFiles
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct FolderMemoryTests {
  /// A memory that trusts what is a tick of the file system's clock old.
  private func memory(of cache: borrowing TestCache) -> FolderMemory {
    var memory = FolderMemory(of: cache.path, isKept: true)
    memory.grain = .milliseconds(10)
    return memory
  }

  private func inventory(_ scan: CacheScan) async throws -> CacheInventory {
    try await CacheInventory.of(scan)
  }

  /// A memory with the checksum that it needs to count.
  private func sealed(_ bytes: [UInt8]) -> Data {
    let checksum = Inflater.crc32(of: bytes)
    return Data(bytes + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) })
  }

  /// An entry as far as it is known where its head was not looked at.
  private func withoutHead(_ entry: CacheEntry) -> CacheEntry {
    var entry = entry
    entry.head = nil
    entry.lastUsedAt = entry.storedAt
    return entry
  }

  private func pause() async throws { try await Task.sleep(for: .milliseconds(30)) }

  /// Something that may happen to the files of a cache.
  private func change(
    _ files: [String],
    of cache: borrowing TestCache,
    by generator: inout SeededGenerator
  ) throws {
    let manager = FileManager.default
    func any() -> String {
      cache.path.appending(files.randomElement(using: &generator) ?? "").string
    }
    let address = "https://index.example/\(Int.random(in: 0..<1000, using: &generator))"
    switch Int.random(in: 0..<8, using: &generator) {
    case 0, 1: try cache.store(address, Array("new \(address)".utf8))
    case 2: try? manager.removeItem(atPath: any())
    case 3:
      let handle = FileHandle(forWritingAtPath: any())
      _ = try? handle?.seekToEnd()
      try? handle?.write(contentsOf: Data("more".utf8))
    case 4: try? manager.moveItem(atPath: any(), toPath: any() + "abcdefgh.tmp")
    case 5:
      let folder = URL(filePath: any()).deletingLastPathComponent()
      try? manager.removeItem(at: folder)
    case 6:
      let folder = URL(filePath: any()).deletingLastPathComponent().deletingLastPathComponent()
      let other = folder.deletingLastPathComponent().appending(component: "0")
      try? manager.moveItem(at: folder, to: other)
    default:
      try? manager.createSymbolicLink(atPath: any() + ".link", withDestinationPath: "elsewhere")
    }
  }

  @Test func `what is remembered never changes what is found`() async throws {
    let cache = try TestCache()
    for number in 0..<40 { try cache.store("https://index.example/\(number)", [UInt8(number)]) }
    var generator = SeededGenerator(seed: 20_261_124)
    for _ in 0..<8 {
      try await pause()
      let contents = try await cache.contents(memory: memory(of: cache))
      try contents.memory.keep(in: cache.path)
      let again = try await cache.contents(memory: memory(of: cache))
      let expected = Set(try await cache.contents().entries)
      #expect(Set(again.entries) == expected)
      #expect(contents.entries.count == expected.count)
      let shallow = try await cache.contents(memory: memory(of: cache), depth: .content)
      #expect(Set(shallow.entries.map(withoutHead)) == Set(expected.map(withoutHead)))
      let remembering = CacheScan(cache.path, memory: memory(of: cache))
      let plain = CacheScan(cache.path)
      let first = try await inventory(remembering)
      // What is kept is itself in the cache.
      let second = try await inventory(remembering)
      #expect(second == (try await inventory(plain)))
      for area in CacheArea.allCases where area != .own { #expect(first[area] == second[area]) }
      let files = cache.files.filter { $0.hasPrefix("http") }
      for _ in 0..<10 { try change(files, of: cache, by: &generator) }
    }
  }

  @Test func `folders that have not changed are not opened`() async throws {
    let cache = try TestCache()
    let address = "https://index.example/simple/demo/"
    try cache.store(address, Array("body".utf8))
    try await pause()
    let scan = CacheScan(cache.path, memory: memory(of: cache))
    #expect(try await inventory(scan)[.httpV2].files == 2)
    let part = "swiftpip/folders/http-v2-" + CacheKey(ofAddress: address).text.prefix(1)
    let path = cache.path.appending(part).string
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(bytes.count > 100)
    // The memory knows of no file in the last folder: so it seems empty.
    let marker = Data([2, 0, 56]) + Data(CacheKey(ofAddress: address).text.utf8)
    let place = try #require(bytes.range(of: marker))
    let shorter = Array(bytes[..<(place.lowerBound - 18)]) + [UInt8](repeating: 0, count: 20)
    try sealed(shorter).write(to: URL(filePath: path))
    #expect(try await inventory(scan)[.httpV2].files == 0)
    // Whoever loses the memory finds all again.
    try FileManager.default.removeItem(atPath: path)
    #expect(try await inventory(scan)[.httpV2].files == 2)
  }

  @Test func `heads are looked at for those who want them`() async throws {
    let cache = try TestCache()
    let page = Array("<title>Links for demo</title>".utf8)
    try cache.store("https://index.example/simple/demo/", page)
    try await pause()
    let known = memory(of: cache)
    try await cache.contents(memory: known).memory.keep(in: cache.path)
    // The first time has told what it is, the second remembers what is in its folder.
    for _ in 0..<2 { _ = try await cache.contents(memory: known) }
    #expect(try await cache.contents(memory: known).entries.map { $0.head == nil } == [false])
    let shallow = try await cache.contents(memory: known, depth: .content)
    #expect(shallow.entries.map { $0.head == nil } == [true])
  }

  @Test func `a folder of very many files is not remembered, and counted all the same`()
    async throws
  {
    let cache = try TestCache()
    let place = "http-v2/a/b/c/d/e/"
    for number in 0..<1200 { try cache.folder.write("\(place)\(number)", "x") }
    try await pause()
    let scan = CacheScan(cache.path, memory: memory(of: cache))
    for _ in 0..<2 { #expect(try await inventory(scan)[.other].files == 1200) }
    let memory = cache.path.appending("swiftpip/folders/http-v2-a").string
    #expect(try Data(contentsOf: URL(filePath: memory)).count < 400)
  }

  @Test func `sums that cannot be are none`() async throws {
    let cache = try TestCache()
    let address = "https://index.example/simple/demo/"
    try cache.store(address, Array("body".utf8))
    try await pause()
    let scan = CacheScan(cache.path, memory: memory(of: cache))
    let whole = try await inventory(scan)[.httpV2]
    let part = "swiftpip/folders/http-v2-" + CacheKey(ofAddress: address).text.prefix(1)
    let path = cache.path.appending(part).string
    let bytes = Array(try Data(contentsOf: URL(filePath: path)).dropLast(4))
    let marker = [2, 0, 56] + Array(CacheKey(ofAddress: address).text.utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: marker) })
    for (offset, byte) in [(-1, 0x80), (-9, 0x80)] as [(Int, UInt8)] {
      var forged = bytes
      forged[place + offset] = byte
      try sealed(forged).write(to: URL(filePath: path))
      #expect(try await inventory(scan)[.httpV2] == whole)
    }
  }

  @Test func `what is not new is not written again, whoever looks`() async throws {
    let cache = try TestCache()
    for number in 0..<3 { try cache.store("https://index.example/\(number)", [UInt8(number)]) }
    try await pause()
    _ = try await inventory(CacheScan(cache.path, memory: memory(of: cache)))
    func inodes() throws -> [UInt64] {
      try cache.files.filter { $0.hasPrefix("swiftpip/folders") }
        .map { try cache.path.appending($0).status(following: .nothing).identity.inode }
    }
    let before = try inodes()
    #expect(!before.isEmpty)
    // Bodies that nobody knows have each folder opened.
    _ = try await cache.contents(memory: memory(of: cache))
    _ = try await inventory(CacheScan(cache.path, memory: memory(of: cache)))
    #expect(try inodes() == before)
  }

  @Test func `a memory that is damaged anywhere loses nothing`() async throws {
    let cache = try TestCache()
    for number in 0..<3 { try cache.store("https://index.example/\(number)", [UInt8(number)]) }
    try await pause()
    let scan = CacheScan(cache.path, memory: memory(of: cache))
    let whole = try await inventory(scan)[.httpV2]
    #expect(whole.entries == 3)
    let folder = cache.path.appending("swiftpip/folders")
    let paths = cache.files.filter { $0.hasPrefix("swiftpip/folders") }
      .map { cache.path.appending($0).string }
    #expect(!paths.isEmpty)
    let path = try #require(paths.first)
    let bytes = try Data(contentsOf: URL(filePath: path))
    for place in bytes.indices {
      var flipped = bytes
      flipped[place] ^= 0x10
      for damaged in [bytes[..<place], flipped] {
        try damaged.write(to: URL(filePath: path))
        let plain = CacheScan(cache.path, memory: FolderMemory(of: cache.path, isKept: false))
        #expect(try await inventory(plain)[.httpV2] == whole)
      }
    }
    // What swiftpip of another form left counts no more than that.
    try FileManager.default.removeItem(atPath: folder.string)
    #expect(try await inventory(scan)[.httpV2] == whole)
  }

  @Test func `what was changed in place is told once a file is looked at again`() async throws {
    let cache = try TestCache()
    let address = "https://index.example/simple/demo/"
    try cache.store(address, Array("body".utf8))
    try await pause()
    let scan = CacheScan(cache.path, memory: memory(of: cache))
    let before = try await inventory(scan)[.httpV2]
    let body = cache.path.appending(TestCache.head(address) + ".body")
    let handle = try #require(FileHandle(forWritingAtPath: body.string))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("more".utf8))
    // No name came or went.
    #expect(try await inventory(scan)[.httpV2] == before)
    try await pause()
    let entries = try await cache.contents(memory: memory(of: cache)).entries
    #expect(entries.map(\.bytes) == [8])
    #expect(try await inventory(scan)[.httpV2].bytes == before.bytes + 4)
  }

  @Test func `what has just changed is not remembered`() async throws {
    let cache = try TestCache()
    try cache.store("https://index.example/simple/demo/", Array("body".utf8))
    var memory = FolderMemory(of: cache.path, isKept: true)
    memory.grain = .seconds(60)
    _ = try await inventory(CacheScan(cache.path, memory: memory))
    for file in cache.files.filter({ $0.hasPrefix("swiftpip/folders/") }) {
      let bytes = try Data(contentsOf: URL(filePath: cache.path.appending(file).string))
      #expect(bytes.range(of: Data(".body".utf8)) == nil)
    }
  }

  @Test func `where nothing may be kept, nothing is`() async throws {
    let cache = try TestCache()
    try cache.store("https://index.example/simple/demo/", Array("body".utf8))
    let memory = FolderMemory(of: cache.path, isKept: false)
    _ = try await inventory(CacheScan(cache.path, memory: memory))
    #expect(!cache.files.contains { $0.hasPrefix("swiftpip") })
  }

  @Test func `links in place of folders lead nowhere`() async throws {
    let cache = try TestCache()
    let elsewhere = try TestCache()
    try cache.store("https://index.example/simple/demo/", Array("body".utf8))
    try FileManager.default.createSymbolicLink(
      atPath: cache.path.appending("swiftpip").string,
      withDestinationPath: elsewhere.path.string
    )
    let scan = CacheScan(cache.path, memory: memory(of: cache))
    #expect(try await inventory(scan)[.httpV2].files == 2)
    #expect(elsewhere.files.isEmpty)
  }
}

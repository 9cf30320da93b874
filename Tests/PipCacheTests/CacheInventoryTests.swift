import PipCache
import PipDiagnostics
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct CacheInventoryTests {
  private static let keys = (0..<8).map { index in
    "abcde" + String(repeating: "0", count: 50) + String(index, radix: 16)
  }

  private func inventory(_ folder: FilePath, workers: Int = 2) async throws -> CacheInventory {
    try await CacheInventory.of(CacheScan(folder, workers: workers))
  }

  @Test(arguments: [1, 2, 7])
  func `entries, files and bytes are counted for each area`(workers: Int) async throws {
    let cache = try ScratchFolder()
    for key in Self.keys.prefix(3) {
      try cache.write("http-v2/a/b/c/d/e/\(key)", "head")
      try cache.write("http-v2/a/b/c/d/e/\(key).body", "body of five")
    }
    try cache.write("http-v2/a/b/c/d/e/\(Self.keys[3])", "alone")
    try cache.write("http-v2/a/b/c/d/e/\(Self.keys[4]).bodyabcdefgh.tmp", "")
    try cache.write("http/a/b/c/d/e/\(Self.keys[5])", "old")
    let wheel = "wheels/00/11/22/" + String(repeating: "3", count: 50)
    try cache.write("\(wheel)/a-1-py3-none-any.whl", "wheel")
    try cache.write("\(wheel)/origin.json", "{}")
    try cache.write("selfcheck/\(Self.keys[0])", "{}")
    try cache.write("swiftpip/self-check/x", "own")
    try cache.write("notes", "mine")

    let inventory = try await inventory(cache.path, workers: workers)
    func numbers(_ area: CacheArea) -> [Int64] {
      let totals = inventory[area]
      return [Int64(totals.entries), Int64(totals.files), totals.bytes]
    }
    #expect(numbers(.httpV2) == [3, 7, 53])
    #expect(numbers(.http) == [1, 1, 3])
    #expect(numbers(.wheels) == [1, 2, 7])
    #expect(numbers(.selfCheck) == [1, 1, 2])
    #expect(numbers(.own) == [1, 1, 3])
    #expect(numbers(.leftovers) == [1, 1, 0])
    #expect(numbers(.other) == [1, 1, 4])
    #expect(inventory.total.files == 14)
    #expect(inventory.total.bytes == 72)
    #expect(inventory.total.bytesOnDisk > 0)
    #expect(inventory.obstacles.count == 0)
  }

  @Test func `a link in the cache leads nowhere and counts no bytes`() async throws {
    let cache = try ScratchFolder()
    let other = try ScratchFolder()
    try other.write("a/b/c/d/e/\(Self.keys[0])", "elsewhere")
    try cache.link("http-v2", to: other.path.string)
    try cache.link("loop", to: ".")
    let inventory = try await inventory(cache.path)
    #expect(inventory[.httpV2].files == 0)
    #expect(inventory.obstacles.diagnostics.map(\.code) == ["cache.place-linked"])
    #expect(!inventory.obstacles.isRefusal)
    #expect(inventory[.other].files == 2)
    #expect(inventory.total.bytes == 0)
  }

  @Test func `sizes that no disk has add up to the largest number`() {
    #expect(Int64.max.saturatingAdding(1) == .max)
    #expect(Int64.min.saturatingAdding(-1) == .min)
    #expect(Int64(2).saturatingAdding(3) == 5)
  }

  @Test func `a FIFO in place of an entry is no entry`() async throws {
    let cache = try ScratchFolder()
    try cache.makeFolder("http-v2/a/b/c/d/e")
    try makeFIFO(cache.path.appending("http-v2/a/b/c/d/e/\(Self.keys[0])"))
    let inventory = try await inventory(cache.path)
    #expect(inventory[.httpV2].entries == 0)
    #expect(inventory[.other].files == 1)
  }

  @Test func `what is no cache is an error`() async throws {
    let folder = try ScratchFolder()
    try folder.write("file", "")
    try folder.link("loop", to: "loop")
    let gone = folder.path.appending("gone")
    // ENOENT is a normal answer.
    #expect(try await inventory(gone) == CacheInventory())
    for name in ["file", "loop"] {
      let path = folder.path.appending(name)
      await #expect(throws: CacheError.notADirectory(path)) { try await inventory(path) }
    }
  }
}

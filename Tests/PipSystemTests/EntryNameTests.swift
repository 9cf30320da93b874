import PipSystem
import TestSupport
import Testing

@Suite struct EntryNameTests {
  @Test(
    "a name begins with what stands at its beginning",
    arguments: [("swiftpip-tree", true), ("swiftpip-", true), ("swiftpip", false), ("s", false)]
  )
  func beginning(name: String, begins: Bool) throws {
    let name = try #require(EntryName(systemText: name))
    #expect(name.starts(with: "swiftpip-".utf8) == begins)
    #expect(name.starts(with: "".utf8))
  }

  @Test func `a folder gives the names as they are, whatever their length and bytes`() throws {
    let folder = try ScratchFolder()
    let names = ["a", "ab", String(repeating: "n", count: 255), "\u{E9}t\u{E9}", "...", "a b\n"]
    for name in names { try folder.write(name, "") }
    var directory = try OpenDirectory(folder.path, following: .links)
    var found: [String] = []
    while let entry = try directory.next() { found.append(entry.name.systemText) }
    #expect(found.sorted() == names.sorted())
  }
}

import PipSystem
import TestSupport
import Testing

@Suite struct EntryPathTests {
  @Test func `a path leads down and up again from a directory`() throws {
    let folder = try ScratchFolder()
    try folder.write("a/long name/c", "123")
    let directory = try OpenDirectory(folder.path)
    let names = try ["a", "long name", "c"].map { try #require(EntryName(systemText: $0)) }
    var path = EntryPath()
    #expect(try directory.status(at: path) == directory.status())
    for name in names { path.append(name) }
    #expect(try directory.status(at: path).size == 3)
    path.removeLast(names[2])
    #expect(try directory.status(at: path).kind == .directory)
    path.removeLast(names[1])
    path.removeLast(names[0])
    #expect(try directory.status(at: path) == directory.status())
    path.append(names[2])
    #expect(throws: SystemFailure.self) { _ = try directory.status(at: path) }
  }
}

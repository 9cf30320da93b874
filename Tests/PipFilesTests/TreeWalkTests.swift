import PipFiles
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct TreeWalkTests {
  /// What a walk told, as texts.
  private func told(_ folder: FilePath, _ walk: TreeWalk = TreeWalk()) throws -> [String] {
    var told: [String] = []
    walk.visit(try OpenDirectory(folder)) { directory, event in
      let place = directory.names.map(\.systemText).joined(separator: "/")
      switch event {
      case .folder: told.append("\(place)/")
      case .files(let files):
        for file in files { told.append("\(place)/\(file.name.systemText) \(file.status.size)") }
      case .empty: told.append("\(place) is empty")
      case .obstacle(let obstacle): told.append("\(obstacle)")
      }
    }
    return told.sorted()
  }

  @Test func `every folder and file below is told once`() throws {
    let folder = try ScratchFolder()
    try folder.write("a", "1")
    try folder.write("b/c", "12")
    try folder.write("b/d/e", "123")
    try folder.makeFolder("empty")
    #expect(
      try told(folder.path)
        == ["/", "/a 1", "b/", "b/c 2", "b/d/", "b/d/e 3", "empty/", "empty is empty"].sorted()
    )
  }

  @Test func `links are told and not followed`() throws {
    let folder = try ScratchFolder()
    let other = try ScratchFolder()
    try other.write("secret", "x")
    try folder.link("folder", to: other.path.string)
    try folder.link("file", to: other.path.appending("secret").string)
    try folder.link("loop", to: ".")
    let names = try told(folder.path).map { $0.split(separator: " ")[0] }
    #expect(names == ["/", "/file", "/folder", "/loop"])
  }

  @Test func `a folder with many files is told in parts`() throws {
    let folder = try ScratchFolder()
    for index in 0..<25 { try folder.write("f\(index)", "") }
    var parts: [Int] = []
    TreeWalk(batch: 10).visit(try OpenDirectory(folder.path)) { _, event in
      if case .files(let files) = event { parts.append(files.count) }
    }
    #expect(parts == [10, 10, 5])
  }

  @Test func `folders nested too deep are told and left alone`() throws {
    let folder = try ScratchFolder()
    try folder.write("a/b/c/d", "")
    let told = try told(folder.path, TreeWalk(depthLimit: 2))
    #expect(told.contains("a/b/"))
    #expect(told.contains { $0.hasPrefix("tooDeep") && $0.contains("a/b/c") })
    #expect(!told.contains { $0.contains("/d ") })
  }

  @Test func `what may not be read is told, and the rest all the same`() throws {
    let folder = try ScratchFolder()
    try folder.write("open/a", "")
    try setMode(0o755, of: folder.path)
    let closed = try folder.makeFolder("closed")
    try setMode(0, of: closed)
    defer { try? setMode(0o755, of: closed) }
    let told = try unprivileged { try self.told(folder.path) }
    #expect(told.contains { $0.hasPrefix("unreadable") && $0.contains("closed") })
    #expect(told.contains("/"))
  }

  @Test func `another file system is not entered`() throws {
    // The device that the walk must stay on is not that of the folder.
    let folder = try ScratchFolder()
    try folder.write("room/a", "")
    let directory = try OpenDirectory(folder.path)
    let name = try #require(EntryName(systemText: "room"))
    var told: [TreeWalk.Event] = []
    TreeWalk().enter(name, of: directory, on: .max) { _, event in told.append(event) }
    guard case .obstacle(.mountPoint(let path)) = told.first else {
      Issue.record("\(told)")
      return
    }
    #expect(path == folder.path.appending("room"))
    #expect(told.count == 1)
  }

  @Test func `a visitor that throws ends the walk`() throws {
    struct Enough: Error {}
    let folder = try ScratchFolder()
    try folder.write("a", "")
    var count = 0
    #expect(throws: Enough.self) {
      try TreeWalk().visit(try OpenDirectory(folder.path)) { _, _ in
        count += 1
        throw Enough()
      }
    }
    #expect(count == 1)
  }
}

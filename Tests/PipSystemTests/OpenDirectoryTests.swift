import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct OpenDirectoryTests {
  private func names(
    in folder: FilePath,
    following: Following = .nothing
  ) throws(SystemFailure) -> [String] {
    var directory = try OpenDirectory(folder, following: following)
    var names: [String] = []
    while let entry = try directory.next() { names.append(entry.name.systemText) }
    return names.sorted()
  }

  #if os(Linux)
  @Test func `what is mounted in a directory is not entered`() throws {
    let root = try OpenDirectory("/")
    let name = try #require(EntryName(systemText: "proc"))
    let failure = #expect(throws: SystemFailure.self) { _ = try root.directory(name) }
    #expect(failure?.errno == .improperLink)
  }
  #endif

  @Test func `an empty directory has no names`() throws {
    try withScratchDirectory { folder in
      let found = try names(in: folder)
      #expect(found.isEmpty)
    }
  }

  @Test func `every name but the two dots is told once`() throws {
    try withScratchDirectory { folder in
      let expected = ["...", ".hidden", "a", "b c", "é"].sorted()
      for name in expected { try makeFile(folder.appending(name), "") }
      #expect(try names(in: folder) == expected)
    }
  }

  @Test func `a name that is no text leads back to its file`() throws {
    try withScratchDirectory { folder in
      let name = SystemText.string(decoding: [0x61, 0xFF, 0xFE])
      let code = failureCode { try makeFile(folder.appending(entrySystemText: name), "hello") }
      // Some file systems know only text, as those of macOS do.
      guard code != .illegalByteSequence else { return }
      let found = try names(in: folder)
      #expect(found == [name])
      #expect(try folder.appending(entrySystemText: found[0]).status().size == 5)
    }
  }

  @Test func `many names are all told`() throws {
    try withScratchDirectory { folder in
      for index in 0..<1_000 { try makeFile(folder.appending("\(index)"), "") }
      #expect(try names(in: folder).count == 1_000)
    }
  }

  @Test func `a link to a directory is read only where links are followed`() throws {
    try withScratchDirectory { folder in
      try folder.appending("real").makeDirectory(permissions: .ownerReadWriteExecute)
      try makeFile(folder.appending("real/file"), "")
      let link = try makeLink(folder.appending("link"), to: "real")
      #expect(try names(in: link, following: .links) == ["file"])
      #expect(throws: SystemFailure.self) { try names(in: link) }
    }
  }

  @Test func `a file, a FIFO and nothing have no names`() throws {
    try withScratchDirectory { folder in
      try makeFIFO(folder.appending("fifo"))
      try makeFile(folder.appending("file"), "")
      for (name, expected) in [
        ("file", Errno.notDirectory), ("fifo", .notDirectory), ("gone", .noSuchFileOrDirectory),
      ] {
        let code = failureCode {
          _ = try names(in: folder.appending(name))
        }
        #expect(code == expected)
      }
    }
  }

  @Test func `an entry is reached from the open directory, whatever its path means by then`() throws
  {
    try withScratchDirectory { folder in
      try folder.appending("room").makeDirectory(permissions: .ownerReadWriteExecute)
      try makeFile(folder.appending("room/file"), "hello")
      let room = try OpenDirectory(folder.appending("room"))
      try folder.appending("room").rename(to: folder.appending("moved"))
      let name = try #require(EntryName(systemText: "file"))
      #expect(try room.status(of: name).size == 5)
      #expect(try room.file(name).readToEnd(limit: 10) == Array("hello".utf8))
    }
  }

  @Test func `a link is neither entered nor read`() throws {
    try withScratchDirectory { folder in
      try folder.appending("room").makeDirectory(permissions: .ownerReadWriteExecute)
      try makeFile(folder.appending("file"), "")
      _ = try makeLink(folder.appending("to-room"), to: "room")
      _ = try makeLink(folder.appending("to-file"), to: "file")
      let directory = try OpenDirectory(folder)
      let toRoom = try #require(EntryName(systemText: "to-room"))
      let toFile = try #require(EntryName(systemText: "to-file"))
      #expect(throws: SystemFailure.self) { _ = try directory.directory(toRoom) }
      let code = failureCode { _ = try directory.file(toFile) }
      #expect(code == .tooManySymbolicLinkLevels)
      #expect(try directory.status(of: toRoom).kind == .symbolicLink)
    }
  }

  @Test func `what is no regular file is not read, and nobody waits for it`() throws {
    try withScratchDirectory { folder in
      try makeFIFO(folder.appending("fifo"))
      try folder.appending("room").makeDirectory(permissions: .ownerReadWriteExecute)
      let directory = try OpenDirectory(folder)
      for (text, expected) in [("fifo", Errno.notSupported), ("room", .isDirectory)] {
        let name = try #require(EntryName(systemText: text))
        let code = failureCode { _ = try directory.file(name) }
        #expect(code == expected)
      }
    }
  }

  @Test(arguments: ["", ".", "..", "a/b", "/", "a\0"])
  func `what leads elsewhere is no name of an entry`(text: String) {
    #expect(EntryName(systemText: text) == nil)
  }

  @Test func `a name keeps its bytes`() {
    let name = EntryName([0x61, 0xFF])
    #expect(name?.bytes == [0x61, 0xFF])
    #expect(name?.count == 2)
    #expect(name?[1] == 0xFF)
  }
}

import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct DirectoryNamesTests {
  private func names(
    in folder: FilePath,
    following: Following = .nothing
  ) throws(SystemFailure) -> [String] {
    var directory = try DirectoryNames.of(folder, following: following)
    var names: [String] = []
    while let name = try directory.next() { names.append(name) }
    return names.sorted()
  }

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
}

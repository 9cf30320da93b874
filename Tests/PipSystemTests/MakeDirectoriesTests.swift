import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct MakeDirectoriesTests {
  private static let permissions: FilePermissions = [.ownerReadWriteExecute]

  private func make(_ path: FilePath) -> Errno? {
    failureCode {
      try path.makeDirectories(permissions: Self.permissions)
    }
  }

  @Test func `all that is missing is made, with its mode`() throws {
    try withScratchDirectory { folder in
      let deep = folder.appending("a/b/c")
      #expect(make(deep) == nil)
      for path in [folder.appending("a"), folder.appending("a/b"), deep] {
        let status = try path.status()
        #expect(status.kind == .directory)
        #expect(status.mode == Self.permissions)
      }
    }
  }

  @Test func `what exists is left as it is`() throws {
    try withScratchDirectory { folder in
      let mode = try folder.status().mode
      #expect(make(folder) == nil)
      #expect(make("/") == nil)
      #expect(try folder.status().mode == mode)
    }
  }

  @Test func `a link to a directory is as good as one`() throws {
    try withScratchDirectory { folder in
      #expect(make(folder.appending("real")) == nil)
      let link = try makeLink(folder.appending("link"), to: "real")
      #expect(make(link) == nil)
      #expect(make(link.appending("below")) == nil)
      #expect(try folder.appending("real/below").status().kind == .directory)
    }
  }

  @Test func `a file, a dangling link or a loop in the way is an error and stays`() throws {
    try withScratchDirectory { folder in
      let file = try makeFile(folder.appending("file"), "kept")
      let dangling = try makeLink(folder.appending("dangling"), to: "nowhere")
      let loop = try makeLink(folder.appending("loop"), to: "loop")
      #expect(make(file) == .fileExists)
      #expect(make(file.appending("below")) == .notDirectory)
      #expect(make(dangling) == .fileExists)
      #expect(make(dangling.appending("below")) == .fileExists)
      #expect(make(loop.appending("below/deeper")) == .tooManySymbolicLinkLevels)
      #expect(try file.status().size == 4)
      #expect((try? folder.appending("nowhere").status()) == nil)
    }
  }

  @Test func `a name that is too long and an empty path are errors`() throws {
    try withScratchDirectory { folder in
      #expect(make(folder.appending(String(repeating: "x", count: 256))) == .fileNameTooLong)
      #expect(make("") == .noSuchFileOrDirectory)
    }
  }

  @Test func `fifty at once all succeed`() async throws {
    try await withScratchDirectory { folder in
      let codes = await withTaskGroup(of: Errno?.self) { group in
        for index in 0..<50 {
          group.addTask {
            failureCode {
              try folder.appending("a/b/c/d/e/\(index % 2)").makeDirectories(
                permissions: .ownerReadWriteExecute
              )
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(codes.compactMap(\.self).isEmpty)
      let status = try folder.appending("a/b/c/d/e/1").status()
      #expect(status.kind == .directory)
    }
  }
}

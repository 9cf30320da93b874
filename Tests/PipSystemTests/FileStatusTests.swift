import Foundation
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct FileStatusTests {
  @Test func `a regular file has its size, mode and time`() throws {
    try withScratchDirectory { folder in
      let file = try makeFile(folder.appending("file"), "hello")
      let before = Timestamp.now()
      let status = try file.status()
      #expect(status.kind == .regular)
      #expect(status.size == 5)
      #expect(status.mode == .ownerReadWrite)
      #expect(before.since(status.modified) < .seconds(60))
    }
  }

  @Test func `a directory, a FIFO and a device are told apart`() throws {
    try withScratchDirectory { folder in
      let fifo = folder.appending("fifo")
      try makeFIFO(fifo)
      #expect(try folder.status().kind == .directory)
      #expect(try fifo.status().kind == .fifo)
      #expect(try FilePath("/dev/null").status().kind == .other)
    }
  }

  @Test func `a link is followed or is itself the subject`() throws {
    try withScratchDirectory { folder in
      let file = try makeFile(folder.appending("file"), "hello")
      let link = try makeLink(folder.appending("link"), to: "file")
      #expect(try link.status().identity == file.status().identity)
      #expect(try link.status(following: .nothing).kind == .symbolicLink)
      #expect(try link.status(following: .nothing).identity != file.status().identity)
    }
  }

  @Test func `what a link says is told as it is written`() throws {
    try withScratchDirectory { folder in
      let link = try makeLink(folder.appending("link"), to: "../no/such")
      #expect(try link.symbolicLinkTarget() == "../no/such")
      #expect(failureCode { _ = try folder.symbolicLinkTarget() } == .invalidArgument)
    }
  }

  @Test func `a link to nothing, a loop and a path through a file fail as the system says`() throws
  {
    try withScratchDirectory { folder in
      let dangling = try makeLink(folder.appending("dangling"), to: "nowhere")
      let loop = try makeLink(folder.appending("loop"), to: "loop")
      let file = try makeFile(folder.appending("file"), "")
      let cases: [(FilePath, Errno)] = [
        (dangling, .noSuchFileOrDirectory), (loop, .tooManySymbolicLinkLevels),
        (file.appending("below"), .notDirectory),
        (folder.appending("missing"), .noSuchFileOrDirectory),
      ]
      for (path, expected) in cases {
        #expect(failureCode { _ = try path.status() } == expected)
      }
      #expect(try dangling.status(following: .nothing).kind == .symbolicLink)
    }
  }

  @Test func `a file that takes a name is another file, even with the same content`() throws {
    try withScratchDirectory { folder in
      let file = try makeFile(folder.appending("file"), "same")
      let before = try file.status()
      try makeFile(folder.appending("other"), "same").rename(to: file)
      #expect(try file.status().identity != before.identity)
    }
  }
}

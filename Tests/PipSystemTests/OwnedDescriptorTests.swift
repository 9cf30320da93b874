import Foundation
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct OwnedDescriptorTests {
  @Test func `only regular files are opened as such, and nothing blocks`() throws {
    try withScratchDirectory { folder in
      let fifo = folder.appending("fifo")
      try makeFIFO(fifo)
      let cases: [(FilePath, Errno)] = [
        (fifo, .notSupported),
        (try makeLink(folder.appending("link-to-fifo"), to: "fifo"), .notSupported),
        (folder, .isDirectory),
        ("/dev/null", .notSupported),
        (try makeLink(folder.appending("dangling"), to: "nowhere"), .noSuchFileOrDirectory),
        (try makeLink(folder.appending("loop"), to: "loop"), .tooManySymbolicLinkLevels),
        (folder.appending("missing"), .noSuchFileOrDirectory),
      ]
      for (path, expected) in cases {
        let code = failureCode {
          _ = try OwnedDescriptor.openRegularFile(path)
        }
        #expect(code == expected, "\(path)")
      }
    }
  }

  @Test func `a link to a regular file is opened only where links are followed`() throws {
    try withScratchDirectory { folder in
      try makeFile(folder.appending("file"), "hello")
      let link = try makeLink(folder.appending("link"), to: "file")
      let content = try OwnedDescriptor.openRegularFile(link).readToEnd(limit: 100)
      #expect(content == Array("hello".utf8))
      let code = failureCode {
        _ = try OwnedDescriptor.openRegularFile(link, following: .nothing)
      }
      #expect(code == .tooManySymbolicLinkLevels)
    }
  }

  @Test(
    "a file is read to its end or, beyond the limit, not at all",
    arguments: [
      (0, 0, true), (0, 5, true), (5, 5, true), (5, 6, true), (5, .max, true), (5, 4, false),
      (1, 0, false), (65_536, 65_536, true), (65_537, 65_536, false), (200_000, 200_000, true),
      (200_000, 199_999, false),
    ]
  )
  func readsToEnd(size: Int, limit: Int, isRead: Bool) throws {
    try withScratchDirectory { folder in
      let content = (0..<size).map { UInt8($0 % 251) }
      let path = folder.appending("file")
      let file = try OwnedDescriptor.open(
        path,
        .writeOnly,
        options: [.create],
        permissions: .ownerReadWrite
      )
      try file.writeAll(content)
      try file.closeReportingErrors()
      let read = try OwnedDescriptor.openRegularFile(path).readToEnd(limit: limit)
      #expect(read == (isRead ? content : nil))
    }
  }

  @Test func `a huge file is refused without being read whole`() throws {
    try withScratchDirectory { folder in
      let path = try makeFile(folder.appending("sparse"), "")
      try #require(unsafe truncate(path.string, 1 << 30) == 0)
      #expect(try OwnedDescriptor.openRegularFile(path).readToEnd(limit: 65_536) == nil)
    }
  }

  @Test func `reading goes on where it stopped`() throws {
    try withScratchDirectory { folder in
      let file = try OwnedDescriptor.openRegularFile(makeFile(folder.appending("a"), "hello"))
      #expect(try file.read(atMost: 2) == Array("he".utf8))
      #expect(try file.read(atMost: 0) == [])
      #expect(try file.read(atMost: 100) == Array("llo".utf8))
      #expect(try file.read(atMost: 100) == [])
    }
  }

  @Test func `a file that exists is not created exclusively, not even through a link`() throws {
    try withScratchDirectory { folder in
      let file = try makeFile(folder.appending("file"), "kept")
      let dangling = try makeLink(folder.appending("dangling"), to: "nowhere")
      for path in [file, dangling] {
        let code = failureCode { _ = try makeFile(path, "lost") }
        #expect(code == .fileExists)
      }
      #expect(
        failureCode {
          _ = try folder.appending("nowhere").status()
        } == .noSuchFileOrDirectory
      )
    }
  }

  @Test func `an open file can be synced, given a mode and closed`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("file")
      let file = try OwnedDescriptor.open(
        path,
        .writeOnly,
        options: [.create],
        permissions: .ownerReadWrite
      )
      try file.setPermissions([.ownerReadWrite, .groupRead, .otherRead])
      try file.synchronize()
      try file.closeReportingErrors()
      #expect(try path.status().mode == [.ownerReadWrite, .groupRead, .otherRead])
    }
  }

  @Test func `a pipe cannot be synced, and that is no failure`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("fifo")
      try makeFIFO(path)
      let fifo = try OwnedDescriptor.open(path, .readOnly, options: [.nonBlocking])
      try fifo.synchronize()
    }
  }

  @Test func `writing to a full device fails and says so`() throws {
    let full: FilePath = "/dev/full"
    guard (try? full.status()) != nil else { return }
    let device = try OwnedDescriptor.open(full, .writeOnly)
    #expect(throws: SystemFailure("pwrite", full, .noSpace)) { try device.writeAll([1]) }
  }

  @Test func `an open file goes away with its owner`() throws {
    try withScratchDirectory { folder in
      let path = try makeFile(folder.appending("file"), "")
      for _ in 0..<5_000 { _ = try OwnedDescriptor.openRegularFile(path) }
    }
  }

  @Test func `a stream gets every byte`() throws {
    let pipe = try FileDescriptor.pipe()
    try StandardStreams.write(Array("hello".utf8), to: pipe.writeEnd)
    try pipe.writeEnd.close()
    let content = try FileHandle(
      fileDescriptor: pipe.readEnd.rawValue,
      closeOnDealloc: true
    ).readToEnd()
    #expect(content == Data("hello".utf8))
  }
}

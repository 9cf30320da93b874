import Foundation
import PipDiagnostics
import PipFiles
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct PublicationTests {
  @Test("the content is in place, whole", arguments: [0, 1, 4_096, 300_000])
  func publishes(size: Int) throws {
    try withScratchDirectory { folder in
      let target = folder.appending("file")
      let content = (0..<size).map { UInt8($0 % 251) }
      try Publication.publish(content, at: target)
      #expect(try Data(contentsOf: URL(fileURLWithPath: target.string)) == Data(content))
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func `a shorter content replaces a longer one whole`() throws {
    try withScratchDirectory { folder in
      let target = try makeFile(folder.appending("file"), "a longer content")
      try Publication.publish(Array("short".utf8), at: target)
      #expect(try text(of: target) == "short")
    }
  }

  @Test(
    "the file gets the mode that its directory grants",
    arguments: [(0o300, 0o600), (0o700, 0o600), (0o777, 0o666), (0o755, 0o644)] as [(Int, CModeT)]
  )
  func inheritsMode(directory: Int, file: CModeT) throws {
    try withScratchDirectory { folder in
      let room = try makeFolder(folder.appending("room"), mode: directory)
      defer { try? setMode(0o700, of: room) }
      try Publication.publish([1], at: room.appending("file"))
      #expect(try room.appending("file").status().mode.rawValue == file)
    }
  }

  @Test func `an exact mode is given whatever was there before`() throws {
    try withScratchDirectory { folder in
      let target = try makeFile(folder.appending("file"), "old")
      try setMode(0o666, of: target)
      try Publication.publish([1], at: target, mode: .exactly([.ownerRead, .groupRead]))
      #expect(try target.status().mode == [.ownerRead, .groupRead])
    }
  }

  @Test func `a mode is left by the umask as for other programs' files`() throws {
    try withScratchDirectory { folder in
      let room = try makeFolder(folder.appending("room"), mode: 0o700)
      let target = room.appending("file")
      try Publication.publish([1], at: target, mode: .leftByUmask)
      let plain = try makeFile(room.appending("plain"), "")
      #expect(try target.status().mode == plain.status().mode)
    }
  }

  @Test("a link in place is replaced, not followed", arguments: ["victim", "nowhere", "file"])
  func replacesLinks(destination: String) throws {
    try withScratchDirectory { folder in
      let victim = try makeFile(folder.appending("victim"), "untouched")
      let target = try makeLink(folder.appending("file"), to: destination)
      try Publication.publish(Array("new".utf8), at: target)
      #expect(try target.status(following: .nothing).kind == .regular)
      #expect(try text(of: target) == "new")
      #expect(try text(of: victim) == "untouched")
      #expect(try names(in: folder) == ["file", "victim"])
    }
  }

  @Test func `a reader of the old file keeps the old content`() throws {
    try withScratchDirectory { folder in
      let target = try makeFile(folder.appending("file"), "old")
      let reader = try OwnedDescriptor.openRegularFile(target)
      try Publication.publish(Array("new".utf8), at: target)
      #expect(try reader.readToEnd(limit: 10) == Array("old".utf8))
    }
  }

  @Test func `a FIFO in place is replaced without being opened`() throws {
    try withScratchDirectory { folder in
      let target = folder.appending("file")
      // The path is terminated and lives for the call.
      try #require(unsafe mkfifo(target.string, 0o600) == 0)
      try Publication.publish(Array("new".utf8), at: target)
      #expect(try text(of: target) == "new")
    }
  }

  @Test func `a directory in place is an error and stays, and nothing is left over`() throws {
    try withScratchDirectory { folder in
      let target = try makeFolder(folder.appending("file"))
      let error = try #require(throws: FilesError.self) { try Publication.publish([1], at: target) }
      #expect(error == .notPublished(target, SystemFailure("rename", target, .isDirectory)))
      #expect(try target.status().kind == .directory)
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func `a directory that is missing is an error`() throws {
    try withScratchDirectory { folder in
      #expect(throws: FilesError.self) {
        try Publication.publish([1], at: folder.appending("missing/file"))
      }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test func `a file in place of the directory is an error and stays`() throws {
    try withScratchDirectory { folder in
      let file = try makeFile(folder.appending("room"), "untouched")
      #expect(throws: FilesError.self) {
        try Publication.publish([1], at: file.appending("file"))
      }
      #expect(try text(of: file) == "untouched")
    }
  }

  @Test func `in a read-only directory the old content stays and nothing is left over`() throws {
    try withScratchDirectory { folder in
      let room = try makeFolder(folder.appending("room"))
      let target = try makeFile(room.appending("file"), "old")
      try setMode(0o555, of: room)
      defer { try? setMode(0o755, of: room) }
      let error = try #require(throws: FilesError.self) {
        try unprivileged { try Publication.publish([1], at: target) }
      }
      guard case .notPublished(target, let failure) = error else {
        Issue.record("another error: \(error)")
        return
      }
      #expect(failure.errno == .permissionDenied)
      #expect(error.diagnostic.code == "files.not-published")
      #expect(error.diagnostic.causes == [failure.reason])
      #expect(try text(of: target) == "old")
      #expect(try names(in: room) == ["file"])
    }
  }

  @Test func `a name that leaves no room for a temporary one is an error`() throws {
    try withScratchDirectory { folder in
      let target = folder.appending(String(repeating: "x", count: 250))
      #expect(throws: FilesError.self) { try Publication.publish([1], at: target) }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test func `a name that is no text is published byte for byte`() throws {
    try withScratchDirectory { folder in
      let name = SystemText.string(decoding: [0x61, 0xFF])
      let target = folder.appending(entrySystemText: name)
      #if !canImport(Darwin)
      try Publication.publish(Array("new".utf8), at: target)
      #expect(try OwnedDescriptor.openRegularFile(target).readToEnd(limit: 9) == Array("new".utf8))
      #endif
    }
  }

  @Test func `of fifty writers one wins, and a reader always sees one of them whole`() async throws
  {
    try await withScratchDirectory { folder in
      let target = folder.appending("file")
      let contents = (0..<50).map { [UInt8](repeating: UInt8($0), count: 5_000 + $0) }
      try Publication.publish(contents[0], at: target)
      let torn = try await withThrowingTaskGroup(of: Int.self) { group in
        for content in contents {
          group.addTask {
            try Publication.publish(content, at: target)
            return 0
          }
        }
        group.addTask {
          var torn = 0
          for _ in 0..<400 {
            let file = try OwnedDescriptor.openRegularFile(target)
            guard let seen = try file.readToEnd(limit: 100_000), let first = seen.first,
              seen == contents[Int(first)]
            else {
              torn += 1
              continue
            }
          }
          return torn
        }
        return try await group.reduce(0, +)
      }
      #expect(torn == 0)
      #expect(try names(in: folder) == ["file"])
    }
  }
}

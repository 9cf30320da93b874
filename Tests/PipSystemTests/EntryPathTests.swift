import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import PipSystem

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

  private func path(_ text: String) throws -> EntryPath {
    try #require(EntryPath(Array(text.utf8)[...]))
  }

  @Test func `a path is made of its names`() throws {
    #expect(EntryPath().names.isEmpty)
    for text in ["a", "a/b", "a/long name/c", ".../é"] {
      let path = try path(text)
      #expect(path.names.map(\.systemText).joined(separator: "/") == text)
      #expect(EntryPath(path.names) == path)
    }
  }

  #if os(Linux)
  @Test(.timeLimit(.minutes(1)))
  func `nobody waits for a file that somebody else has for writing`() throws {
    let folder = try ScratchFolder()
    let file = try folder.write("a/file", "1")
    let writer = try FileDescriptor.open(file, .readWrite)
    defer { try? writer.close() }
    // What tells the owner that somebody wants the file must not end this process.
    _ = fcntl(writer.rawValue, setSignal, SIGURG)
    // Some file systems know no leases.
    guard fcntl(writer.rawValue, setLease, F_WRLCK) == 0 else { return }
    let directory = try OpenDirectory(folder.path)
    let path = try path("a/file")
    let code = failureCode { _ = try directory.file(at: path) }
    #expect(code == .resourceTemporarilyUnavailable)
  }

  /// `F_SETLEASE` and `F_SETSIG` of Linux, which the module of the C library does not have.
  private let setLease: CInt = 1024
  private let setSignal: CInt = 10
  #endif

  /// The ways to a file: with one call where the system has one, and folder by folder.
  enum Way: CaseIterable {
    case atOnce
    case stepByStep

    func read(
      _ path: EntryPath,
      in directory: borrowing OpenDirectory
    ) throws(SystemFailure) -> [UInt8]? {
      switch self {
      case .atOnce: try directory.file(at: path).readToEnd(limit: 10)
      case .stepByStep: try directory.fileStepByStep(at: path).readToEnd(limit: 10)
      }
    }
  }

  @Test(arguments: Way.allCases)
  func `a file is read from a directory, and no link on the way is followed`(way: Way) throws {
    let folder = try ScratchFolder()
    try folder.write("file", "1")
    try folder.write("a/b/file", "23")
    _ = try makeLink(folder.path.appending("to-a"), to: "a")
    _ = try makeLink(folder.path.appending("a/to-b"), to: "b")
    _ = try makeLink(folder.path.appending("a/b/to-file"), to: "file")
    try makeFIFO(folder.path.appending("a/fifo"))
    let directory = try OpenDirectory(folder.path)
    for (text, content) in [("file", "1"), ("a/b/file", "23")] {
      #expect(try way.read(path(text), in: directory) == Array(content.utf8))
    }
    for (text, expected) in [
      ("to-a/b/file", [Errno.tooManySymbolicLinkLevels, .notDirectory]),
      ("a/to-b/file", [.tooManySymbolicLinkLevels, .notDirectory]),
      ("a/b/to-file", [.tooManySymbolicLinkLevels]), ("a/fifo", [.notSupported]),
      ("a", [.isDirectory]),
      ("a/b", [.isDirectory]), ("file/a", [.notDirectory]), ("none", [.noSuchFileOrDirectory]),
      ("a/none/file", [.noSuchFileOrDirectory]),
    ] {
      let path = try path(text)
      let failure = #expect(throws: SystemFailure.self) { _ = try way.read(path, in: directory) }
      #expect(failure.map { expected.contains($0.errno) } == true, "\(text): \(failure as Any)")
      // Folder by folder it is known which of them is not there.
      #expect(failure?.path?.starts(with: folder.path) == true, "\(failure as Any)")
    }
    let nowhere = failureCode { _ = try way.read(EntryPath(), in: directory) }
    #expect(nowhere == .isDirectory)
  }
}

import Foundation
import PipFiles
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct ClaimTests {
  private enum Ending: Hashable {
    case won
    case held
    case impossible(Errno)
  }

  /// Attempts a claim and gives it up at once.
  private func attempt(
    at path: FilePath,
    ageLimit: Duration = .seconds(30),
    now: Timestamp = .now()
  ) -> Ending {
    switch Claim.attempt(at: path, ageLimit: ageLimit, now: now) {
    case .won: .won
    case .heldByAnother: .held
    case .impossible(let failure): .impossible(failure.errno)
    }
  }

  /// Attempts a claim and keeps it.
  private func win(
    at path: FilePath,
    now: Timestamp = .now()
  ) throws -> Claim {
    switch Claim.attempt(at: path, ageLimit: .seconds(30), now: now) {
    case .won(let claim): return claim
    case .heldByAnother: throw CancellationError()
    case .impossible(let failure): throw failure
    }
  }

  private func exists(_ path: FilePath) -> Bool {
    (try? path.status(following: .nothing)) != nil
  }

  @Test func `the first attempt wins and leaves an empty file that only we may use`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("claim")
      let claim = try win(at: path)
      let status = try path.status()
      #expect(status.size == 0)
      #expect(status.mode == .ownerReadWrite)
      claim.release()
    }
  }

  @Test func `while a claim is held nobody else wins`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("claim")
      let claim = try win(at: path)
      #expect(attempt(at: path) == .held)
      #expect(exists(path))
      claim.release()
    }
  }

  @Test func `a claim that was released or went away can be won again`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("claim")
      let claim = try win(at: path)
      claim.release()
      #expect(!exists(path))
      #expect(attempt(at: path) == .won)
      #expect(!exists(path))
    }
  }

  @Test(
    "a claim is held up to its age limit and not longer",
    arguments: [
      (0.0, false), (29.0, false), (31.0, true), (86_400.0, true),
      // A claim from the future by more than the limit would never run out.
      (-29.0, false), (-31.0, true), (-86_400.0, true),
    ]
  )
  func expires(age: Double, isOver: Bool) throws {
    try withScratchDirectory { folder in
      let path = try makeFile(folder.appending("claim"))
      let now = try path.status().modified + .seconds(age)
      #expect(attempt(at: path, now: now) == (isOver ? .won : .held))
      #expect(exists(path) == !isOver)
    }
  }

  @Test func `exactly at the age limit a claim still holds`() throws {
    try withScratchDirectory { folder in
      let path = try makeFile(folder.appending("claim"))
      let made = try path.status().modified
      #expect(attempt(at: path, now: made + .seconds(30)) == .held)
      #expect(attempt(at: path, now: made + .seconds(30) + .nanoseconds(1)) == .won)
    }
  }

  @Test("no time traps", arguments: [Int64.min, -1, 0, .max])
  func extremeTimes(seconds: Int64) throws {
    try withScratchDirectory { folder in
      let path = try makeFile(folder.appending("claim"))
      #expect(attempt(at: path, now: Timestamp(seconds: seconds)) == .won)
    }
  }

  @Test func `whoever lost a claim to another leaves the other's alone`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("claim")
      let first = try win(at: path)
      // The file system may give the second file the number of the first, which is gone by then.
      let second = try win(at: path, now: .now() + .seconds(60))
      first.release()
      #expect(exists(path))
      second.release()
      #expect(!exists(path))
    }
  }

  @Test func `a file of somebody else in place of our claim stays`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("claim")
      let claim = try win(at: path)
      try makeFile(folder.appending("other"), "mine").rename(to: path)
      claim.release()
      #expect(try text(of: path) == "mine")
    }
  }

  @Test func `a claim that vanished is released without a word`() throws {
    try withScratchDirectory { folder in
      let path = folder.appending("claim")
      let claim = try win(at: path)
      try path.unlink()
      claim.release()
      #expect(!exists(path))
    }
  }

  @Test func `where no file can be made no claim can`() throws {
    try withScratchDirectory { folder in
      let file = try makeFile(folder.appending("file"))
      let room = try makeFolder(folder.appending("room"), mode: 0o555)
      #expect(attempt(at: folder.appending("no/claim")) == .impossible(.noSuchFileOrDirectory))
      #expect(attempt(at: file.appending("claim")) == .impossible(.notDirectory))
      let ending = unprivileged { attempt(at: room.appending("claim")) }
      #expect(ending == .impossible(.permissionDenied))
    }
  }

  @Test func `an old claim in a read-only directory stays and makes claims impossible`() throws {
    try withScratchDirectory { folder in
      let room = try makeFolder(folder.appending("room"))
      let path = try makeFile(room.appending("claim"))
      try setMode(0o555, of: room)
      defer { try? setMode(0o755, of: room) }
      let later = Timestamp.now() + .seconds(60)
      #expect(unprivileged { attempt(at: path, now: later) } == .impossible(.permissionDenied))
      #expect(exists(path))
    }
  }

  @Test func `a directory in place makes claims impossible and stays`() throws {
    try withScratchDirectory { folder in
      let path = try makeFolder(folder.appending("claim"))
      #expect(attempt(at: path) == .impossible(.isDirectory))
      #expect(attempt(at: path, now: .now() + .seconds(60)) == .impossible(.isDirectory))
      #expect(try path.status().kind == .directory)
    }
  }

  @Test func `a link in place is no claim, never followed and stays`() throws {
    try withScratchDirectory { folder in
      let victim = try makeFile(folder.appending("victim"), "untouched")
      let path = try makeLink(folder.appending("claim"), to: "victim")
      #expect(attempt(at: path) == .impossible(.fileExists))
      #expect(attempt(at: path, now: .now() + .seconds(60)) == .impossible(.fileExists))
      #expect(try path.status(following: .nothing).kind == .symbolicLink)
      #expect(try text(of: victim) == "untouched")
      let dangling = try makeLink(folder.appending("dangling"), to: "nowhere")
      #expect(attempt(at: dangling) == .impossible(.fileExists))
      #expect(!exists(folder.appending("nowhere")))
    }
  }

  @Test func `of a hundred attempts at once exactly one wins`() async throws {
    try await withScratchDirectory { folder in
      let path = folder.appending("claim")
      let endings = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 {
          group.addTask {
            switch Claim.attempt(at: path, ageLimit: .seconds(30), now: .now()) {
            case .won(let claim):
              // Held until all others have tried.
              try? await Task.sleep(for: .milliseconds(200))
              claim.release()
              return true
            case .heldByAnother:
              return false
            case .impossible:
              return false
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(endings.count { $0 } == 1)
      #expect(!exists(path))
    }
  }
}

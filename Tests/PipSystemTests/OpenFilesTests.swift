import Foundation
import Testing

@testable import PipSystem

@Suite struct OpenFilesTests {
  #if os(Linux)
  /// How many numbers the table of this process has room for.
  private func tableSize() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix("FDSize:") }
    return try #require(line.flatMap { Int($0.dropFirst(7).filter(\.isNumber)) })
  }

  @Test func `as many may be open as the system allows, up to what all allow`() {
    OpenFiles.raiseLimit()
    var limit = rlimit()
    _ = unsafe getrlimit(CInt(RLIMIT_NOFILE.rawValue), &limit)
    #expect(limit.rlim_cur >= min(limit.rlim_max, OpenFiles.most))
  }

  @Test func `there is room for many files, and none of them is open`() throws {
    OpenFiles.makeRoom()
    #expect(try tableSize() >= Int(OpenFiles.room))
    #expect(fcntl(OpenFiles.room - 1, F_GETFD) == -1)
  }
  #endif
}

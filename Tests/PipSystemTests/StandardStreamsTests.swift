import Foundation
import PipSystem
import SystemPackage
import Testing

@Suite struct StandardStreamsTests {
  @Test func `a full pipe that does not block is waited for`() async throws {
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting
    let number = writer.fileDescriptor
    #expect(fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) == 0)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let reader = pipe.fileHandleForReading
    async let read = Task.detached { try reader.readToEnd() }.value
    do {
      defer { try? writer.close() }
      try StandardStreams.write(bytes, to: FileDescriptor(rawValue: number))
    }
    #expect(try await read.map(Array.init) == bytes)
  }
}

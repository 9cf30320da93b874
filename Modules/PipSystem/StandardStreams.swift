package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The three streams that a process is born with.
package enum StandardStreams {
  /// Makes the streams safe to use, first thing in a program.
  ///
  /// A stream that the parent closed is opened, because the next file to be opened would get its number
  /// and with it all that is printed: on `/dev/null`, but for standard output, which becomes a pipe that
  /// nobody reads. And a reader that went away is to be an error that can be dealt with, not a signal
  /// that ends the process; so is a file that became larger than the user's limit.
  package static func prepare() {
    for number in CInt(0)...2 where fcntl(number, F_GETFD) == -1 {
      if number == STDOUT_FILENO, becomesDeadPipe(number) { continue }
      _ = unsafe Platform.open("/dev/null", O_RDWR, 0)
    }
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// Makes the lowest number that is free one end of a pipe whose other end is gone.
  private static func becomesDeadPipe(_ number: CInt) -> Bool {
    guard let pipe = try? FileDescriptor.pipe() else { return false }
    let isDead = (try? pipe.writeEnd.duplicate(as: FileDescriptor(rawValue: number))) != nil
    try? pipe.writeEnd.close()
    return isDead
  }

  /// Writes every byte to a stream, and waits where it is full, even if it was set not to block.
  ///
  /// The corresponding C function is `write`.
  package static func write(
    _ bytes: [UInt8],
    to stream: FileDescriptor
  ) throws(SystemFailure) {
    // Bytes have no gaps between them.
    try write(unsafe bytes.span.bytes, to: stream)
  }

  /// Writes every byte to a stream, and waits where it is full, even if it was set not to block.
  ///
  /// The corresponding C function is `write`.
  package static func write(
    _ bytes: RawSpan,
    to stream: FileDescriptor
  ) throws(SystemFailure) {
    var written = 0
    while written < bytes.byteCount {
      let rest = bytes.extracting(written...)
      do {
        written += try retrying("write", nil) {
          unsafe rest.withUnsafeBytes { unsafe Platform.write(stream.rawValue, $0) }
        }
      } catch {
        guard error.errno == .resourceTemporarilyUnavailable else { throw error }
        _ = try wait(for: POLLOUT, on: stream, milliseconds: -1)
      }
    }
  }

  /// Fills a buffer with what comes next from standard input, and returns how many bytes that are: 0 at
  /// the end.
  ///
  /// It waits where there is nothing yet, even if the stream was set not to block. The corresponding C
  /// function is `read`.
  package static func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemFailure) -> Int {
    let stream = FileDescriptor.standardInput
    while true {
      // A signal that is put off does not reach the thread that waits here.
      while try !wait(for: POLLIN, on: stream, milliseconds: 200) {
        guard !Interruption.isAsked else { throw SystemFailure("read", nil, .interrupted) }
      }
      do {
        return try retrying("read", nil) {
          unsafe Platform.read(stream.rawValue, buffer, buffer.count)
        }
      } catch {
        guard error.errno == .resourceTemporarilyUnavailable else { throw error }
      }
    }
  }

  /// Reads a line from standard input, byte by byte: what follows is for who reads next.
  ///
  /// - Returns: the line without its end and blanks around it, of a very long one the beginning; nil where there
  ///   is nothing more.
  @Sendable package static func readLine() -> String? {
    var line: [UInt8] = []
    var isAtEnd = false
    while !isAtEnd {
      var byte: UInt8 = 0
      let count = unsafe withUnsafeMutableBytes(of: &byte) { try? unsafe read(into: $0) } ?? 0
      if count == 0, line.isEmpty { return nil }
      isAtEnd = count == 0 || byte == 0x0A
      if !isAtEnd, line.count < 1024 { line.append(byte) }
    }
    let blanks: Set<UInt8> = [0x09, 0x0D, 0x20]
    let text = line.drop(while: blanks.contains).reversed().drop(while: blanks.contains)
    return String(decoding: Array(text.reversed()), as: UTF8.self)
  }

  /// Reads a line from standard input, however long it is, and what comes behind it in the same moment.
  ///
  /// - Parameter limit: so many bytes it may have.
  /// - Returns: the line without its end; nil where it has none, or more bytes.
  @Sendable package static func readMessage(limit: Int) -> [UInt8]? {
    var message: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while message.count <= limit {
      let count = unsafe piece.withUnsafeMutableBytes { try? unsafe read(into: $0) } ?? 0
      guard count > 0 else { return nil }
      message += piece[..<count]
      if let end = piece[..<count].firstIndex(of: 0x0A) {
        return Array(message[..<(message.count - count + end)])
      }
    }
    return nil
  }

  /// Waits for so long, or with -1 until then, and returns whether a stream is ready.
  private static func wait(
    for event: CInt,
    on stream: FileDescriptor,
    milliseconds: CInt
  ) throws(SystemFailure) -> Bool {
    var wanted = pollfd(fd: stream.rawValue, events: Int16(event), revents: 0)
    return try retrying("poll", nil) { unsafe poll(&wanted, 1, milliseconds) } > 0
  }
}

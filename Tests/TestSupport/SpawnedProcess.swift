import Foundation
import SystemPackage

/// A process in a group of its own, started with exactly what it is given.
struct SpawnedProcess {
  private let identifier: pid_t

  /// Starts a process.
  ///
  /// - Parameters:
  ///   - path: the program.
  ///   - arguments: all of them, the program's name first.
  ///   - environment: its variables, each `NAME=value`.
  ///   - streams: what its first three descriptors lead to, and the files for captured ones.
  /// - Throws: `Program.StartFailure`, or the reason why a stream cannot be opened.
  init(
    path: FilePath,
    arguments: [[UInt8]],
    environment: [[UInt8]],
    streams: [(stream: Program.Stream, file: FilePath)]
  ) throws {
    var opened: [FileDescriptor] = []
    defer { for descriptor in opened { try? descriptor.close() } }

    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #else
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #endif
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    _ = unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }

    for (number, (stream, file)) in streams.enumerated() {
      let number = CInt(number)
      guard let descriptor = try Self.open(stream, file, forReading: number == 0) else {
        _ = unsafe posix_spawn_file_actions_addclose(&actions, number)
        continue
      }
      opened.append(descriptor)
      _ = unsafe posix_spawn_file_actions_adddup2(&actions, descriptor.rawValue, number)
    }
    // The test process may ignore or block signals; a child begins with neither.
    var signals = sigset_t()
    _ = unsafe sigemptyset(&signals)
    _ = unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    _ = unsafe sigaddset(&signals, SIGPIPE)
    _ = unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    _ = unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    var identifier: pid_t = 0
    let result = unsafe Self.withVector(arguments) { arguments in
      unsafe Self.withVector(environment) { environment in
        unsafe path.withPlatformString { path in
          unsafe posix_spawn(&identifier, path, &actions, &attributes, arguments, environment)
        }
      }
    }
    guard result == 0 else {
      throw Program.StartFailure(path: path, reason: Errno(rawValue: result))
    }
    self.identifier = identifier
  }

  /// Returns how it ended, nil while it runs; once it has ended this is to be asked no more.
  func ending() -> Program.Ending? {
    var status: CInt = 0
    guard unsafe waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(by: signal)
  }

  /// Ends it and all that it started.
  func kill() {
    var status: CInt = 0
    _ = Foundation.kill(-identifier, SIGKILL)
    _ = unsafe waitpid(identifier, &status, 0)
  }

  private static func open(
    _ stream: Program.Stream,
    _ file: FilePath,
    forReading isInput: Bool
  ) throws -> FileDescriptor? {
    switch stream {
    case .closed:
      return nil
    case .captured:
      return try .open(
        file,
        .writeOnly,
        options: [.create, .truncate, .closeOnExec],
        permissions: .ownerReadWrite
      )
    case .brokenPipe:
      let (reader, writer) = try FileDescriptor.pipe()
      _ = fcntl(writer.rawValue, F_SETFD, FD_CLOEXEC)
      try reader.close()
      return writer
    case .file(let path):
      return try .open(path, isInput ? .readOnly : .writeOnly, options: [.closeOnExec])
    }
  }

  /// Lends a vector of C strings.
  private static func withVector<Result>(
    _ strings: [[UInt8]],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
      .allocate(capacity: strings.count + 1)
    for (index, string) in strings.enumerated() {
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
      for (position, byte) in string.enumerated() {
        unsafe copy[position] = CChar(bitPattern: byte)
      }
      unsafe copy[string.count] = 0
      unsafe vector[index] = unsafe copy
    }
    unsafe vector[strings.count] = nil
    defer {
      for index in strings.indices { unsafe vector[index]?.deallocate() }
      unsafe vector.deallocate()
    }
    return unsafe body(vector)
  }
}

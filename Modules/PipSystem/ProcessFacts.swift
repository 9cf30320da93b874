internal import CPipSystem
package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What a process is to the system: whose it is, where it is, what it talks to.
package struct ProcessFacts: Sendable, Hashable {
  /// The user whose rights count.
  package var effectiveUser: UInt32

  /// The home directory that the user database names for the real user, nil where it names none.
  package var homeOfRealUser: FilePath?

  /// The directory that relative paths start from, nil where it is gone.
  package var workingDirectory: FilePath?

  /// Creates facts; tests pass their own.
  package init(
    effectiveUser: UInt32,
    homeOfRealUser: FilePath?,
    workingDirectory: FilePath?
  ) {
    self.effectiveUser = effectiveUser
    self.homeOfRealUser = homeOfRealUser
    self.workingDirectory = workingDirectory
  }

  /// Returns the facts about this process.
  ///
  /// The user database is asked only where the environment has no home or an empty one: the
  /// question can go over a network.
  package static func ofThisProcess(in environment: Environment) -> ProcessFacts {
    ProcessFacts(
      effectiveUser: geteuid(),
      homeOfRealUser: environment.nonEmpty("HOME") == nil ? homeOfThisUser() : nil,
      workingDirectory: currentDirectory()
    )
  }

  /// Tells whether a descriptor of this process is a terminal.
  ///
  /// The C function is `isatty`.
  package static func isTerminal(_ descriptor: FileDescriptor) -> Bool {
    isatty(descriptor.rawValue) == 1
  }

  /// What the running kernel says of itself: its release, such as `6.1.0-13-amd64`, and its version.
  ///
  /// The C function is `uname`.
  package static func kernel() -> (release: String, version: String) {
    var raw = utsname()
    guard unsafe uname(&raw) == 0 else { return ("", "") }
    func text<Field>(_ field: Field) -> String {
      // The fields are arrays of characters with a NUL in them.
      var bytes: [UInt8] = []
      unsafe withUnsafeBytes(of: field) { unsafe bytes.append(contentsOf: $0) }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return (text(raw.release), text(raw.version))
  }

  /// How many processors there are to work on, at least one.
  ///
  /// The C function is `sysconf`.
  package static var processorCount: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

  /// Returns what the process was called with, without the program's name, as system texts.
  package static func arguments() -> [String] {
    guard let vector = unsafe swiftpip_arguments() else { return [] }
    return (1..<Int(max(1, swiftpip_argument_count()))).compactMap { index in
      // The vector has that many terminated strings, and nothing in this program changes it.
      guard let argument = unsafe vector[index] else { return nil }
      let bytes = unsafe UnsafeBufferPointer(start: argument, count: stringLength(argument))
      return SystemText.string(decoding: unsafe bytes.map { UInt8(bitPattern: $0) })
    }
  }

  /// The program that this process runs, without links; nil where the system does not say.
  ///
  /// Linux has it as `/proc/self/exe`, macOS as `_NSGetExecutablePath`.
  package static func program() -> FilePath? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = unsafe buffer.withUnsafeMutableBufferPointer { buffer -> Int in
      guard let start = buffer.baseAddress else { return -1 }
      return unsafe swiftpip_program(start, buffer.count - 1)
    }
    guard length > 0, length < buffer.count else { return nil }
    // The buffer was made of zeros, and the last of them is still there.
    return FilePath(platformString: buffer)
  }

  /// Tells whether a child of this process has ended; what it ended with can still be asked for.
  ///
  /// The C function is `waitid`.
  package static func hasEnded(_ child: Int32) -> Bool {
    var information = unsafe siginfo_t()
    // `WNOWAIT` leaves it to be waited for; without a child that has ended, all stays zero.
    let result = unsafe waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT)
    return unsafe result != 0 || information.si_signo != 0
  }

  /// Ends what is left of a process group.
  ///
  /// The C function is `kill`, the signal `SIGKILL`.
  package static func end(group: Int32) {
    // Nobody left is a normal answer.
    _ = kill(-group, SIGKILL)
  }

  /// Has another program take this one's place in the process.
  ///
  /// The C function is `execve`.
  ///
  /// - Parameters:
  ///   - program: the program.
  ///   - arguments: what it is called with, its own name first, as system texts.
  ///   - environment: the variables that it sees.
  /// - Throws: `SystemFailure` where that cannot be done.
  package static func become(
    _ program: FilePath,
    _ arguments: [String],
    _ environment: Environment
  ) throws(SystemFailure) -> Never {
    let variables = environment.variables.map { name, value in "\(name)=\(value)" }
    let (words, settings) = unsafe (vector(of: arguments), vector(of: variables))
    defer { unsafe (words + settings).forEach { unsafe free($0) } }
    // What ignores that a reader is gone is this program; others expect to be told by a signal.
    _ = signal(SIGPIPE, SIG_DFL)
    _ = signal(SIGXFSZ, SIG_DFL)
    // Both vectors end with NULL and what they point to with NUL; where this returns, it has failed.
    let errno = unsafe program.withPlatformString { path in
      _ = unsafe execve(path, words, settings)
      return Errno.current
    }
    throw SystemFailure("execve", program, errno)
  }

  /// Returns copies of texts as C has them, behind the last of which there is NULL.
  private static func vector(of texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    let copies = unsafe texts.map { text in
      unsafe strdup(SystemText.bytes(of: text).map { CChar(bitPattern: $0) } + [0])
    }
    return unsafe copies + [nil]
  }

  /// Ends the process.
  ///
  /// The C function is `exit`.
  package static func exit(_ status: Int32) -> Never {
    Platform.exit(status)
  }

  /// Leaves the process to its other threads, of which one is to end it.
  ///
  /// The C function is `pause`, which a signal ends.
  package static func leaveToOthers() -> Never {
    while true { Platform.pause() }
  }

  /// Returns the home directory that the user database names for a user, nil where it knows none.
  ///
  /// The C function is `getpwnam_r`.
  package static func home(ofUserNamed name: String) -> FilePath? {
    // The user database knows no empty names, and a NUL would end this one early.
    let bytes = SystemText.bytes(of: name)
    guard !bytes.isEmpty, !bytes.contains(0) else { return nil }
    let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
    return unsafe homeInUserDatabase { record, start, count, found in
      unsafe getpwnam_r(terminated, record, start, count, found)
    }
  }

  private static func homeOfThisUser() -> FilePath? {
    unsafe homeInUserDatabase { record, start, count, found in
      unsafe getpwuid_r(getuid(), record, start, count, found)
    }
  }

  private static func homeInUserDatabase(
    _ look: (
      UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> CInt
  ) -> FilePath? {
    var buffer = [CChar](repeating: 0, count: 16_384)
    // The record points into the buffer, so the path is made while the buffer is borrowed.
    return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return nil }
      var record = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>?
      let result = unsafe look(&record, start, buffer.count, &found)
      guard result == 0, unsafe found != nil, let home = unsafe record.pw_dir else { return nil }
      return unsafe FilePath(platformString: home)
    }
  }

  private static func currentDirectory() -> FilePath? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let isFound = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return false }
      return unsafe getcwd(start, buffer.count) != nil
    }
    return isFound ? FilePath(platformString: buffer) : nil
  }
}

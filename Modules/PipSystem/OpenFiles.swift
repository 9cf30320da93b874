#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The files that a process has open.
package enum OpenFiles {
  /// The most that every system lets a process have: macOS no more (`OPEN_MAX`).
  static let most: rlim_t = 10_240

  /// So many are open at the same time where an environment of some hundred distributions is made.
  static let room: CInt = 512

  /// Lets the process have many files open at the same time, first thing in a program.
  package static func prepare() {
    raiseLimit()
    makeRoom()
  }

  /// Raises the limit as far as it may be.
  ///
  /// The usual limits, 256 on macOS and 1024 on Linux, are for programs that ask for no more.
  static func raiseLimit() {
    var limit = rlimit()
    guard unsafe getrlimit(Self.resource, &limit) == 0, limit.rlim_cur < most else { return }
    limit.rlim_cur = min(limit.rlim_max, most)
    _ = unsafe setrlimit(Self.resource, &limit)
  }

  #if canImport(Glibc)
  private static var resource: CInt { CInt(RLIMIT_NOFILE.rawValue) }
  #else
  private static var resource: CInt { RLIMIT_NOFILE }
  #endif

  /// Makes the table of open files large enough.
  ///
  /// Linux makes it larger when a number does not fit, and once there are threads it waits each time for all
  /// processors (`synchronize_rcu` in its `fs/file.c`): ten milliseconds and more in which nobody can open
  /// anything. Where the user's limit is lower, the table stays as it is.
  static func makeRoom() {
    let number = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, room - 1)
    if number >= 0 { _ = Platform.close(number) }
  }
}

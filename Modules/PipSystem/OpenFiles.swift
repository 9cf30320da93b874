#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The table of files that a process has open.
package enum OpenFiles {
  /// So many are open at the same time where a large environment is made.
  static let room: CInt = 512

  /// Makes the table large enough, first thing in a program.
  ///
  /// Linux makes it larger when a number does not fit, and once there are threads it waits each time for all
  /// processors (`synchronize_rcu` in its `fs/file.c`): ten milliseconds and more in which nobody can open
  /// anything. Where the user's limit is lower, the table stays as it is.
  package static func makeRoom() {
    let number = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, room - 1)
    if number >= 0 { _ = Platform.close(number) }
  }
}

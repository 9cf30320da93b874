internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Makes a system call until no signal interrupts it, and turns -1 into an error.
@discardableResult
func retrying<Result: BinaryInteger>(
  _ operation: String,
  _ path: @autoclosure () -> FilePath?,
  _ body: () -> Result
) throws(SystemFailure) -> Result {
  while true {
    let result = body()
    guard result == -1 else { return result }
    let code = Errno.current
    guard code == .interrupted else { throw SystemFailure(operation, path(), code) }
  }
}

extension Errno {
  /// What the last failed call of this thread left behind.
  static var current: Errno { Errno(rawValue: errno) }
}

/// Returns the length of a C string.
func stringLength(_ pointer: UnsafePointer<CChar>) -> Int {
  // Callers pass strings that the system terminated.
  unsafe strlen(pointer)
}

#if canImport(Glibc)
import Glibc
#endif

/// Does something as a user for whom permission bits count.
///
/// Root may do everything, so that on Linux its thread takes another user's rights on files for the
/// time of the call (`setfsuid`); other users, and all on other systems, do it as they are.
package func unprivileged<Result>(_ body: () throws -> Result) rethrows -> Result {
  #if canImport(Glibc)
  guard geteuid() == 0 else { return try body() }
  setFileUser(65_534)
  defer { setFileUser(0) }
  #endif
  return try body()
}

#if canImport(Glibc)
/// The C function `setfsuid`, which the module Glibc does not have.
private func setFileUser(_ user: uid_t) {
  typealias Call = @convention(c) (uid_t) -> CInt
  guard let symbol = unsafe dlsym(nil, "setfsuid") else { return }
  // The signature is that of setfsuid(2).
  _ = unsafe unsafeBitCast(symbol, to: Call.self)(user)
}
#endif

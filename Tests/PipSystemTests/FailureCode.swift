import PipSystem
import SystemPackage
import Testing

/// Returns the number of the failure that a call ends with, nil where it succeeds.
func failureCode(_ call: () throws -> Void) -> Errno? {
  do {
    try call()
    return nil
  } catch {
    if let failure = error as? SystemFailure { return failure.errno }
    Issue.record("not a failure of a system call: \(error)")
    return nil
  }
}

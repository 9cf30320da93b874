package import SystemPackage

/// A file of the cache that nothing needs any more.
package struct SweptFile: Sendable, Hashable {
  /// Why a file is dead.
  package enum Reason: String, Sendable, Hashable {
    /// It was being written by a run that ended long ago.
    case leftover = "a temporary file that nobody finished"
    /// It claims work that nobody does any more.
    case oldClaim = "a claim that ran out"
    /// It is the state of an environment that is gone.
    case vanishedEnvironment = "the state of an environment that is gone"
    /// It holds no state, and has not for longer than any state is good for.
    case malformed = "no state, and too old to become one"
    /// It is what an interpreter that is gone said.
    case vanishedInterpreter = "what an interpreter that is gone said"
    /// pips before 19.3 kept their state in it, or guarded it so.
    case legacy = "the state of pips before 19.3"
  }

  /// Where it was.
  package var path: FilePath
  /// Why it is dead.
  package var reason: Reason
  /// Bytes in it.
  package var size: Int64
}

package import PipSystem
package import SystemPackage

/// A file that says "somebody is at it", which nobody waits for.
///
/// Whoever creates it does the work; everybody else goes on without. It is no lock: it expires, it
/// may be taken over, and a claim lost to an accident costs work done twice, never a hang.
package struct Claim: ~Copyable {
  /// What came of an attempt to claim.
  package enum Outcome: ~Copyable {
    /// The work is ours.
    case won(Claim)
    /// Somebody claimed it less than the age limit ago.
    case heldByAnother
    /// No claim can be made here, for instance on a read-only file system: work without one.
    case impossible(SystemFailure)
  }

  private let path: FilePath
  private let status: FileStatus

  private init(path: FilePath, status: FileStatus) {
    self.path = path
    self.status = status
  }

  deinit {
    Interruption.removesNothing()
    // Only if the name still means our file: after the age limit another run may have taken over,
    // and its file may have got the number that ours had. Nobody writes a claim, so that its time
    // tells the two apart.
    guard let now = try? path.status(following: .nothing), now.identity == status.identity,
      now.modified == status.modified
    else { return }
    try? path.unlink()
  }

  /// Tries to claim, taking over a claim older than a limit.
  ///
  /// A claim with a time in the future by more than the limit counts as old: a clock moved, and it
  /// would never expire.
  package static func attempt(
    at path: FilePath,
    ageLimit: Duration,
    now: Timestamp
  ) -> Outcome {
    do {
      return .won(try create(at: path))
    } catch {
      guard error.errno == .fileExists else { return .impossible(error) }
    }
    do {
      let status = try path.status(following: .nothing)
      // Nobody claims with anything else, and what it is instead is not ours to remove.
      guard status.kind == .regular else {
        let errno: Errno = status.kind == .directory ? .isDirectory : .fileExists
        return .impossible(SystemFailure("open", path, errno))
      }
      let age = now.since(status.modified)
      guard age > ageLimit || age < .zero - ageLimit else { return .heldByAnother }
      // Looked at again right before it goes: what is there now may be another run's new claim.
      let again = try path.status(following: .nothing)
      guard again == status else { return .heldByAnother }
      try path.unlink()
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { return .impossible(error) }
    }
    do {
      return .won(try create(at: path))
    } catch {
      return error.errno == .fileExists ? .heldByAnother : .impossible(error)
    }
  }

  /// Gives the claim up before its owner goes away.
  package consuming func release() {}

  private static func create(at path: FilePath) throws(SystemFailure) -> Claim {
    let file = try OwnedDescriptor.open(
      path,
      .writeOnly,
      options: [.create, .exclusiveCreate, .noFollow],
      permissions: .ownerReadWrite
    )
    let status = try file.status()
    // Whoever interrupts a run and starts another is not to be told that somebody is asking.
    Interruption.removes(path, status.identity)
    return Claim(path: path, status: status)
  }
}

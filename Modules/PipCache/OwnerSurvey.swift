package import PipFiles
package import PipSystem
package import SystemPackage

/// What in a cache another user keeps from this one: folders that pip cannot write to, files that it
/// cannot read.
package struct OwnerSurvey: Sendable {
  /// How many files and folders there are.
  package private(set) var count = 0

  /// One of them.
  package private(set) var first: FilePath?

  /// The user whose rights count.
  private let user: UInt32

  private init(user: UInt32) {
    self.user = user
  }

  /// Looks at the owners and modes of all in a cache.
  ///
  /// What is shared among users on purpose is nothing to complain of.
  ///
  /// - Parameters:
  ///   - scan: how the cache is looked through.
  ///   - user: the user whose rights count.
  /// - Returns: what is kept from that user.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of(
    _ scan: CacheScan,
    for user: UInt32
  ) async throws(CacheError) -> OwnerSurvey {
    try await scan.sum(from: OwnerSurvey(user: user))
  }
}

extension OwnerSurvey: CacheSum {
  package mutating func add(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  ) {
    switch event {
    case .folder(let status):
      let isKept = status.owner != user && !directory.path.isWritableByRealUser()
      if isKept { add(directory.path) }
    case .files(let files):
      for file in files where file.status.owner != user {
        guard file.status.mode.isDisjoint(with: [.groupRead, .otherRead]) else { continue }
        add(directory.path(of: file.name))
      }
    case .obstacle(.unreadable(let path, _)): add(path)
    case .empty, .obstacle: return
    }
  }

  package mutating func add(_ other: OwnerSurvey) {
    count += other.count
    first = first ?? other.first
  }

  private mutating func add(_ path: FilePath) {
    count += 1
    first = first ?? path
  }
}

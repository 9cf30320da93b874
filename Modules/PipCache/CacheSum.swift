package import PipFiles
package import PipSystem

/// What a scan of a cache adds up: it is told of each folder, in whatever order.
package protocol CacheSum: Sendable {
  /// Adds what happens in an open folder.
  mutating func add(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  )

  /// What it wants to know of a folder that need not be opened.
  var detail: KnownFolder.Detail { get }

  /// Tells whether a folder must be opened, though all that lies in it is known.
  func needsOpening(_ folder: KnownFolder) -> Bool

  /// Adds a folder that need not be opened.
  mutating func add(_ folder: KnownFolder)

  /// Adds what another worker has added up.
  mutating func add(_ other: Self)
}

extension CacheSum {
  /// Wants each file.
  package var detail: KnownFolder.Detail { .files }

  /// Has each folder opened.
  package func needsOpening(_ folder: KnownFolder) -> Bool { true }

  /// Is not called: each folder is opened.
  package mutating func add(_ folder: KnownFolder) {}
}

/// A folder of a cache that has the same names in it as the last time, each looked at again.
package struct KnownFolder: Sendable {
  /// The names that lead to it from the cache directory.
  package var names: [EntryName]

  /// What the folder is for.
  package var folder: CacheFolder

  /// What the file system knows about it.
  package var status: FileStatus

  /// How much of it is looked at again, beside itself.
  package enum Detail: Sendable, Comparable {
    /// Nothing, if what its files add up to is remembered.
    case totals
    /// Every file but heads, if it is remembered that all files are regular ones: half of the
    /// files, and half of the time that looking at them takes.
    case contents
    /// Every file.
    case files
  }

  /// A file in it.
  package struct File: Sendable {
    /// Its name in the folder.
    var name: EntryName
    /// What it is.
    var role: CacheFileRole
    /// What the file system knows about it.
    var status: FileStatus
  }

  /// Its files, as far as they were looked at.
  package var files: [File] = []

  /// Whose heads are in it and were not looked at.
  package var heads: [CacheKey] = []

  /// What its files add up to, in place of them.
  package var totals: CacheInventory.Totals?

  /// Whether there are folders in it.
  package var hasFolders: Bool

  /// Returns what is known of a file; nil where there is none that is this.
  func status(of role: CacheFileRole) -> FileStatus? {
    files.first { $0.role == role }?.status
  }
}

/// Two sums of one scan.
struct CacheSumPair<First: CacheSum, Second: CacheSum>: CacheSum {
  var first: First
  var second: Second

  mutating func add(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  ) {
    first.add(event, in: folder, directory)
    second.add(event, in: folder, directory)
  }

  var detail: KnownFolder.Detail { max(first.detail, second.detail) }

  func needsOpening(_ folder: KnownFolder) -> Bool {
    first.needsOpening(folder) || second.needsOpening(folder)
  }

  mutating func add(_ folder: KnownFolder) {
    first.add(folder)
    second.add(folder)
  }

  mutating func add(_ other: Self) {
    first.add(other.first)
    second.add(other.second)
  }
}

package import PipFiles
package import PipSystem

/// How much of what is in a cache.
package struct CacheInventory: Sendable, Hashable {
  /// What one area adds up to.
  package struct Totals: Sendable, Hashable {
    /// Responses, wheels, states: what pip would count as one.
    package var entries = 0
    /// Files, those that belong together each for itself.
    package var files = 0
    /// Bytes in the files.
    package var bytes: Int64 = 0
    /// Bytes that files and folders take of the disk.
    package var bytesOnDisk: Int64 = 0

    /// Creates totals of nothing.
    package init() {}

    /// Creates the totals of a folder alone: the room that it takes itself.
    init(ofFolder status: FileStatus) {
      bytesOnDisk = status.sizeOnDisk
    }

    /// Adds others.
    package static func += (left: inout Totals, right: Totals) {
      left.entries += right.entries
      left.files += right.files
      left.bytes = left.bytes.saturatingAdding(right.bytes)
      left.bytesOnDisk = left.bytesOnDisk.saturatingAdding(right.bytesOnDisk)
    }
  }

  /// The totals of each area, in the order of `CacheArea.allCases`.
  private var areas = [Totals](repeating: Totals(), count: CacheArea.allCases.count)

  /// What could not be looked at, and so is in no total.
  package private(set) var obstacles = Obstacles()

  /// Creates an inventory of nothing.
  package init() {}

  /// The totals of an area.
  package private(set) subscript(area: CacheArea) -> Totals {
    get { areas[area.position] }
    set { areas[area.position] = newValue }
  }

  /// The totals of all areas together.
  package var total: Totals {
    areas.reduce(into: Totals()) { $0 += $1 }
  }

  /// Takes the inventory of a cache.
  ///
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of(_ scan: CacheScan) async throws(CacheError) -> CacheInventory {
    try await scan.sum(from: CacheInventory())
  }
}

extension CacheInventory: CacheSum {
  package mutating func add(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  ) {
    switch event {
    case .folder(let status):
      self[folder.area] += Totals(ofFolder: status)
    case .files(let files):
      for file in files {
        add(file.status, folder.role(of: file.name)) { $0.hasBody(among: files, in: directory) }
      }
    case .empty: return
    case .obstacle(let obstacle): obstacles.add(obstacle)
    }
  }

  // pip never changes a file in place: as long as a folder is the same, so is what is in it.
  package var detail: KnownFolder.Detail { .totals }

  package func needsOpening(_ folder: KnownFolder) -> Bool { false }

  package mutating func add(_ known: KnownFolder) {
    self[known.folder.area] += Totals(ofFolder: known.status)
    guard let totals = known.totals else { return add(known.files) }
    self[known.folder.area] += totals
  }

  private mutating func add(_ files: [KnownFolder.File]) {
    for file in files {
      add(file.status, file.role) { key in
        files.contains { $0.role == .responseBody(key) && $0.status.kind == .regular }
      }
    }
  }

  /// Returns what some files add up to; nil where not all are regular ones of one area.
  static func totals(of files: [KnownFolder.File], in area: CacheArea) -> Totals? {
    var totals = Totals()
    for file in files {
      guard file.status.kind == .regular, file.role.area == area else { return nil }
      totals += Self.totals(of: file.status, file.role) { key in
        files.contains { $0.role == .responseBody(key) }
      }
    }
    return totals
  }

  private mutating func add(
    _ status: FileStatus,
    _ role: CacheFileRole,
    hasBody: (CacheKey) -> Bool
  ) {
    let area = status.kind == .regular ? role.area : .other
    self[area] += Self.totals(of: status, role, hasBody: hasBody)
  }

  private static func totals(
    of status: FileStatus,
    _ role: CacheFileRole,
    hasBody: (CacheKey) -> Bool
  ) -> Totals {
    var totals = Totals()
    totals.files = 1
    totals.bytesOnDisk = status.sizeOnDisk
    // What a link or a device has in place of a size is no bytes of the cache.
    guard status.kind == .regular else { return totals }
    totals.bytes = status.size
    switch role {
    // pip takes only both together for an entry.
    case .responseHead(let key): totals.entries = hasBody(key) ? 1 : 0
    case .responseBody, .origin: totals.entries = 0
    case .oldResponse, .wheel, .state, .own, .leftover, .foreign: totals.entries = 1
    }
    return totals
  }

  package mutating func add(_ other: CacheInventory) {
    for area in CacheArea.allCases { self[area] += other[area] }
    obstacles.add(other.obstacles)
  }
}

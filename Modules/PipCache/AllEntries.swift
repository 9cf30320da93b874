package import PipFiles
package import PipSystem

/// Every finished entry of a cache, and what swiftpip keeps beside them.
package struct AllEntries: Sendable {
  /// All of them.
  package private(set) var doomed: [DoomedEntry] = []

  /// Finds them, and removes nothing.
  ///
  /// - Parameter scan: how the cache is looked through.
  /// - Returns: all of them.
  /// - Throws: `CacheError` where the cache itself cannot be read.
  package static func of(_ scan: CacheScan) async throws(CacheError) -> AllEntries {
    try await scan.sum(from: AllEntries())
  }
}

extension AllEntries: CacheSum {
  package mutating func add(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  ) {
    guard case .files(let files) = event else { return }
    for file in files where file.status.kind == .regular {
      add(file, folder.role(of: file.name), in: directory)
    }
  }

  package mutating func add(_ other: AllEntries) { doomed += other.doomed }

  private mutating func add(
    _ file: TreeWalk.File,
    _ role: CacheFileRole,
    in directory: borrowing OpenDirectory
  ) {
    let place: CacheEntry.Place
    var head: FileStatus?
    switch role {
    case .responseBody(let key):
      head = key.headName.flatMap { try? directory.status(of: $0) }
      guard head?.kind == .regular else { return }
      place = .response(key)
    case .oldResponse(let key): place = .oldResponse(key)
    case .wheel, .state: place = .file(directory.names + [file.name])
    case .own:
      // What somebody is writing, or has claimed, is work in progress.
      let name = file.name.systemText
      guard TemporaryName.target(of: name) == nil, !name.hasSuffix(".claim") else { return }
      place = .file(directory.names + [file.name])
    case .responseHead, .origin, .leftover, .foreign: return
    }
    doomed.append(
      DoomedEntry(
        place,
        content: IdentityMemory.Key(file.status),
        head: head.map { IdentityMemory.Key($0) },
        reason: "everything goes"
      )
    )
  }
}

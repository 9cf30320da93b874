internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// What somebody is writing into a cache, or was a short time ago.
///
/// pip puts a new head in place before it begins with the body.
struct WorkInProgress {
  private let directory: FilePath
  private let now: Timestamp
  /// What the temporary files of a folder are to become, for each folder that was asked about.
  private var targets: [[EntryName]: Set<String>] = [:]

  /// Begins with nothing looked at.
  init(in directory: FilePath, now: Timestamp) {
    self.directory = directory
    self.now = now
  }

  /// Tells whether what lies in a place is being written.
  ///
  /// A folder is read once, however many places in it are asked about.
  mutating func contains(_ place: CacheEntry.Place) -> Bool {
    let names = place.names
    guard let name = names.last?.systemText else { return false }
    let folder = Array(names.dropLast())
    if let known = targets[folder] { return known.contains(name) }
    let found = targets(in: folder)
    targets[folder] = found
    return found.contains(name)
  }

  private func targets(in names: [EntryName]) -> Set<String> {
    var targets: Set<String> = []
    guard var folder = try? OpenDirectory(directory, entering: names[...]) else { return targets }
    while let entry = try? folder.next() {
      guard let target = TemporaryName.target(of: entry.name.systemText),
        let status = try? folder.status(of: entry.name),
        now.since(status.modified) < DeadEntries.grace
      else { continue }
      targets.insert(target)
    }
    return targets
  }
}

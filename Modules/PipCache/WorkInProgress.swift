internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// What somebody is writing into a cache, or was a short time ago.
///
/// pip puts a new head in place before it begins with the body.
struct WorkInProgress {
  private let directory: FilePath
  private let now: Timestamp
  /// What the temporary files of a folder are to become, for each folder that was asked about; nil for what
  /// could not be read: anything may be written there.
  private var targets: [[EntryName]: Set<String>?] = [:]

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
    let found: Set<String>?
    if let known = targets[folder] {
      found = known
    } else {
      found = Self.targets(in: folder, of: directory, now)
      targets[folder] = .some(found)
    }
    return found?.contains(name) ?? true
  }

  private static func targets(
    in names: [EntryName],
    of directory: FilePath,
    _ now: Timestamp
  ) -> Set<String>? {
    var targets: Set<String> = []
    do throws(SystemFailure) {
      var folder = try OpenDirectory(directory, entering: names[...])
      while let entry = try folder.next() {
        guard let target = TemporaryName.target(of: entry.name.systemText),
          let status = try folder.statusIfThere(of: entry.name),
          now.since(status.modified) < DeadEntries.grace
        else { continue }
        targets.insert(target)
      }
      return targets
    } catch {
      return error.errno == .noSuchFileOrDirectory ? targets : nil
    }
  }
}

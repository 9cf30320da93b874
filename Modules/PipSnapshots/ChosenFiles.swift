internal import PipCache

/// Files that go into a snapshot, and what each was when it was hashed, by its place among them.
///
/// There may be so many that nothing here has all of them twice.
struct ChosenFiles: Sendable {
  private(set) var files: [SnapshotFile] = []
  private(set) var stamps: [SourceFile.Stamp] = []

  /// How many there may be.
  private let most: Int

  init(atMost most: Int) {
    self.most = most
  }

  mutating func append(_ chosen: SnapshotJudge.Chosen) {
    if files.isEmpty {
      // What is not used yet takes no room, what has to grow has all of it twice.
      files.reserveCapacity(most)
      stamps.reserveCapacity(most)
    }
    files.append(chosen.file)
    stamps.append(chosen.stamp)
  }

  mutating func append(_ others: ChosenFiles) {
    guard !files.isEmpty else {
      self = others
      return
    }
    files += others.files
    stamps += others.stamps
  }

  /// Brings them into the order of their paths; of those with the same path one stays.
  mutating func sort() {
    // Nearly always the rank decides.
    let ranks = files.map(\.path.rank)
    var order = Array(files.indices)
    order.sort { one, other in
      ranks[one] == ranks[other] ? files[one].path < files[other].path : ranks[one] < ranks[other]
    }
    // A place is given what belongs there; what was there goes where that was, until all are right.
    for start in order.indices {
      var place = start
      while order[place] != start {
        let origin = order[place]
        swap(place, origin)
        order[place] = place
        place = origin
      }
      order[place] = place
    }
    var count = 0
    for place in files.indices where count == 0 || files[place].path != files[count - 1].path {
      swap(count, place)
      count += 1
    }
    files.removeLast(files.count - count)
    stamps.removeLast(stamps.count - count)
  }

  /// Takes out wheels that differ from another of their folder only in case, and returns how many.
  ///
  /// Not every file system has both. The files are in their order.
  mutating func removeTwins() -> Int64 {
    var wheels = WheelNames()
    let isKept = files.map { file in
      guard case .wheel = file.path.role else { return true }
      return wheels.insert(file.path)
    }
    let count = isKept.count { !$0 }
    guard count > 0 else { return 0 }
    files = zip(files, isKept).filter(\.1).map(\.0)
    stamps = zip(stamps, isKept).filter(\.1).map(\.0)
    return Int64(count)
  }

  private mutating func swap(_ place: Int, _ other: Int) {
    files.swapAt(place, other)
    stamps.swapAt(place, other)
  }
}

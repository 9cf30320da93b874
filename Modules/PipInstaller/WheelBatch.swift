internal import PipArchives
internal import PipCache
internal import PipEnvironments
internal import PipPackaging
package import PipSystem
internal import Synchronization
internal import SystemPackage

/// Wheels that are installed together: all of them are opened and looked through before anything is written.
package struct WheelBatch: Sendable {
  private let items: [Item]
  private let store: UnpackedStore?

  /// A wheel that was opened; whoever has work takes it for as long as that lasts.
  private final class Item: Sendable {
    let source: WheelSource
    let layout: WheelLayout
    let project: String
    /// The files that stand for all that follow them and begin alike.
    let beginnings: [WheelLayout.File]
    /// What it costs to install it, in no unit.
    let cost: Int64
    /// Whether environments get links to its files.
    let isLinked: Bool
    /// Whether it is unpacked for the first time.
    let isNew: Bool
    private let wheel: Mutex<OpenedWheel?>

    init(_ source: WheelSource, _ store: UnpackedStore?) throws(InstallerError) {
      self.source = source
      let wheel = try OpenedWheel(source, store)
      (layout, project, cost) = (wheel.contents.layout, wheel.contents.project, wheel.cost)
      beginnings = layout.beginnings
      isLinked = wheel.isLinked
      isNew = wheel.isNew
      self.wheel = Mutex(wheel)
    }

    /// Gives the wheel away, once.
    func take() -> OpenedWheel? { wheel.withLock { $0.take() } }
  }

  /// Opens wheels.
  ///
  /// - Parameters:
  ///   - sources: the wheels, in the order in which they count where two have the same file.
  ///   - store: where they may be unpacked already, and are from then on; nil for nowhere.
  /// - Throws: `InstallerError` for the first of them that is not what it should be.
  package init(
    _ sources: [WheelSource],
    through store: UnpackedStore? = nil
  ) async throws(InstallerError) {
    var opened = [Result<Item, InstallerError>?](repeating: nil, count: sources.count)
    await WorkQueue(Array(sources.enumerated())).sum(
      workers: ProcessFacts.processorCount,
      from: [(Int, Result<Item, InstallerError>)](),
      { results, piece in
        results.append(
          (piece.offset, Result { () throws(InstallerError) in try Item(piece.element, store) })
        )
      },
      combine: { for (place, result) in $0 { opened[place] = result } }
    )
    var items: [Item] = []
    var failure: InstallerError?
    for result in opened {
      switch result {
      case .success(let item): items.append(item)
      case .failure(let error): failure = failure ?? error
      case nil: continue
      }
    }
    self.items = items
    self.store = store
    if let failure {
      discard()
      throw failure
    }
  }

  /// Finds out which permissions files get in a site, if any may be linked.
  private func modes(in scheme: InstallScheme) throws(InstallerError) -> FileModes? {
    guard items.contains(where: \.isLinked) else { return nil }
    do {
      try scheme.purelib.makeDirectories(permissions: .ofFolders)
      return try FileModes(in: scheme.purelib)
    } catch {
      discard()
      throw .notWritten(error)
    }
  }

  /// Removes from the store what nobody needs, where something was added to it.
  ///
  /// - Parameter now: the time.
  package func keepHouse(now: Timestamp) {
    if items.contains(where: \.isNew) { store?.keepHouse(now: now) }
  }

  /// Keeps nothing of what was not installed.
  private func discard() {
    for item in items {
      item.take()?.discard()
    }
  }

  /// Puts all wheels into a site; where one cannot be, the rest is not begun any more.
  ///
  /// - Throws: `InstallerError`; then what was written is to be removed.
  package func install(into site: InstallSite) async throws(InstallerError) {
    let items = items
    let modes = try modes(in: site.staging)
    let skipped = SharedFiles.skipped(
      among: items.map { ($0.layout, $0.beginnings, $0.project) },
      site.scheme
    )
    // The largest first: at the end nobody waits for one.
    let order = items.indices.sorted { items[$0].cost > items[$1].cost }
    let hasFailed = Flag()
    var failure: InstallerError?
    await WorkQueue(order).sum(
      workers: ProcessFacts.processorCount,
      from: InstallerError?.none,
      { failure, index in
        guard !hasFailed.isSet, let wheel = items[index].take() else { return }
        do throws(InstallerError) {
          try wheel.install(site, modes, items[index].source.request, skipping: skipped[index])
        } catch {
          failure = error
          hasFailed.set()
        }
      },
      combine: { failure = failure ?? $0 }
    )
    if let failure {
      discard()
      throw failure
    }
  }

  /// Whether something has happened that others are to know of.
  private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
  }
}

/// Files that more than one wheel has: the last one counts, as where one is installed after the other.
enum SharedFiles {
  /// Returns the places of the files of each wheel that another has as well which counts more.
  static func skipped(
    among wheels: [(layout: WheelLayout, beginnings: [WheelLayout.File], project: String)],
    _ scheme: InstallScheme
  ) -> [Set<Int>] {
    var skipped = [Set<Int>](repeating: [], count: wheels.count)
    // Only what begins with the same name can be the same.
    var owners: [Top: [Int]] = [:]
    let places = wheels.map { Places(scheme, of: $0.project) }
    for (index, wheel) in wheels.enumerated() {
      var tops: Set<Top> = []
      for file in wheel.beginnings {
        guard let top = places[index].top(of: file) else { continue }
        if tops.insert(top).inserted { owners[top, default: []].append(index) }
      }
    }
    for (top, owners) in owners where owners.count > 1 {
      var seen: Set<Place> = []
      for index in owners.reversed() {
        var own: [Place] = []
        for (number, file) in wheels[index].layout.files.enumerated() {
          guard top.name.beginsLike(file.place), places[index].top(of: file) == top else {
            continue
          }
          let place = Place(folder: top.folder, place: file.place)
          if seen.contains(place) { skipped[index].insert(number) } else { own.append(place) }
        }
        seen.formUnion(own)
      }
    }
    return skipped
  }

  /// The folders of the kinds of files.
  private struct Places {
    private let folders: [InstallScheme.Key: FilePath]

    init(_ scheme: InstallScheme, of project: String) {
      folders = Dictionary(
        uniqueKeysWithValues: InstallScheme.Key.allCases.map {
          ($0, scheme.folder($0, of: project))
        }
      )
    }

    func top(of file: WheelLayout.File) -> Top? {
      guard let folder = folders[file.key] else { return nil }
      return Top(folder: folder, name: file.place.prefix(file.place.firstCount))
    }
  }

  /// The first name of a file in the folder of its kind.
  private struct Top: Hashable {
    let folder: FilePath
    let name: EntryPath

    // The folders are few, and paths are slow to compare and slower to hash.
    static func == (left: Top, right: Top) -> Bool {
      left.name == right.name && left.folder == right.folder
    }

    func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  private struct Place: Hashable {
    let folder: FilePath
    let place: EntryPath

    func hash(into hasher: inout Hasher) { hasher.combine(place) }
  }
}

extension WheelLayout {
  /// Of files that follow one another and begin with the same name the first: files of one folder do so mostly.
  fileprivate var beginnings: [File] {
    var beginnings: [File] = []
    for file in files {
      if let last = beginnings.last, last.key == file.key, last.place.beginsLike(file.place) {
        continue
      }
      beginnings.append(file)
    }
    return beginnings
  }
}

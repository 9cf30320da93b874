internal import PipArchives
internal import PipCache
internal import PipEnvironments
internal import PipPackaging
internal import PipSystem
internal import Synchronization
internal import SystemPackage

/// Wheels that are installed together: all of them are opened and looked through before anything is written.
package struct WheelBatch: Sendable {
  private let items: [Item]

  /// A wheel that was opened; whoever has work takes it for as long as that lasts.
  private final class Item: Sendable {
    let source: WheelSource
    let layout: WheelLayout
    let project: String
    /// What it costs to unpack it, in no unit.
    let cost: Int64
    private let wheel: Mutex<Wheel?>

    init(_ source: WheelSource) throws(InstallerError) {
      self.source = source
      let file: FileRange
      do throws(ArchivesError) {
        file = try source.open()
      } catch {
        throw .archive(source.name.fileName, error)
      }
      let wheel = try Wheel(file, named: source.name)
      layout = wheel.layout
      project = wheel.project
      // Unpacking a byte takes as long for all, and each file a bit.
      cost = wheel.unpackedSize + Int64(wheel.layout.files.count) * 16_384
      self.wheel = Mutex(wheel)
    }

    /// Gives the wheel away, once.
    func take() -> Wheel? { wheel.withLock { $0.take() } }
  }

  /// Opens wheels.
  ///
  /// - Parameter sources: the wheels, in the order in which they count where two have the same file.
  /// - Throws: `InstallerError` for the first of them that is not what it should be.
  package init(_ sources: [WheelSource]) async throws(InstallerError) {
    var opened = [Result<Item, InstallerError>?](repeating: nil, count: sources.count)
    await WorkQueue(Array(sources.enumerated())).sum(
      workers: ProcessFacts.processorCount,
      from: [(Int, Result<Item, InstallerError>)](),
      { results, piece in
        results.append(
          (piece.offset, Result { () throws(InstallerError) in try Item(piece.element) })
        )
      },
      combine: { for (place, result) in $0 { opened[place] = result } }
    )
    var items: [Item] = []
    for result in opened {
      guard let result else { continue }
      items.append(try result.get())
    }
    self.items = items
  }

  /// Puts all wheels into a site; where one cannot be, the rest is not begun any more.
  ///
  /// - Throws: `InstallerError`; then what was written is to be removed.
  package func install(into site: InstallSite) async throws(InstallerError) {
    let items = items
    let skipped = SharedFiles.skipped(among: items.map { ($0.layout, $0.project) }, site.scheme)
    // The largest first: at the end nobody waits for one.
    let order = items.indices.sorted { items[$0].cost > items[$1].cost }
    let hasFailed = Flag()
    var failure: InstallerError?
    await WorkQueue(order).sum(
      workers: ProcessFacts.processorCount,
      from: InstallerError?.none,
      { failure, index in
        guard !hasFailed.isSet, var wheel = items[index].take() else { return }
        do throws(InstallerError) {
          try WheelInstallation(into: site)
            .install(&wheel, items[index].source.request, skipping: skipped[index])
        } catch {
          failure = error
          hasFailed.set()
        }
      },
      combine: { failure = failure ?? $0 }
    )
    if let failure { throw failure }
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
    among wheels: [(layout: WheelLayout, project: String)],
    _ scheme: InstallScheme
  ) -> [Set<Int>] {
    var skipped = [Set<Int>](repeating: [], count: wheels.count)
    // Only what begins with the same name can be the same.
    var owners: [Place: [Int]] = [:]
    for (index, wheel) in wheels.enumerated() {
      for top in Set(wheel.layout.files.map { Place($0, wheel.project, scheme, depth: 1) }) {
        owners[top, default: []].append(index)
      }
    }
    for (top, owners) in owners where owners.count > 1 {
      var seen: Set<Place> = []
      for index in owners.reversed() {
        let wheel = wheels[index]
        var own: [Place] = []
        for (number, file) in wheel.layout.files.enumerated() {
          guard Place(file, wheel.project, scheme, depth: 1) == top else { continue }
          let place = Place(file, wheel.project, scheme, depth: .max)
          if seen.contains(place) { skipped[index].insert(number) } else { own.append(place) }
        }
        seen.formUnion(own)
      }
    }
    return skipped
  }

  private struct Place: Hashable {
    let folder: FilePath
    let names: ArraySlice<EntryName>

    init(_ file: WheelLayout.File, _ project: String, _ scheme: InstallScheme, depth: Int) {
      folder = scheme.folder(file.key, of: project)
      names = file.names.prefix(depth)
    }
  }
}

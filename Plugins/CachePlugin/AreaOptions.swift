internal import ArgumentParser
internal import PipCache

/// Which areas of the cache are wanted.
struct AreaOptions: ParsableArguments {
  @Option(
    name: .customLong("area"),
    help: ArgumentHelp("Only this area (repeatable).", valueName: "area")
  )
  private var chosen: [AreaArgument] = []

  /// Whether some were chosen.
  var isChosen: Bool { !chosen.isEmpty }

  /// Those that were chosen, or all that have entries.
  var wanted: Set<CacheArea> { isChosen ? Set(chosen.map(\.area)) : AreaArgument.all }
}

/// An area on the command line.
struct AreaArgument: ExpressibleByArgument {
  let area: CacheArea

  /// The areas that have entries.
  static let all: Set<CacheArea> = [.httpV2, .http, .wheels, .selfCheck]

  init?(argument: String) {
    guard let area = CacheArea(rawValue: argument), Self.all.contains(area) else { return nil }
    self.area = area
  }

  static var allValueStrings: [String] { CacheArea.allCases.filter(all.contains).map(\.rawValue) }
}

internal import ArgumentParser
internal import PipCache
internal import PipConfiguration
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Shows every entry of the cache by what it is: `swiftpip cache list`.
struct CacheListCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Shows every entry of pip's cache by what it is.",
    discussion: """
      Wheels and sdists inside pip's HTTP cache, too. Names match in any spelling: "scikit_learn", \
      "django-5*". A file name that is only made from what is in the file is marked with "~". With \
      "--format abspath" only paths, a line each.
      """
  )

  static var formats: Set<GlobalOptions.Format> { [.human, .json, .abspath] }

  /// The orders that entries can be shown in.
  enum Order: String, ExpressibleByArgument, CaseIterable {
    case name
    case size
    case stored
    case used

    static var allValueStrings: [String] { allCases.map(\.rawValue) }
    static var allValueDescriptions: [String: String] { [:] }
  }

  @Argument(help: ArgumentHelp("Show only entries called so.", valueName: "pattern"))
  var patterns: [String] = []

  @Option(
    name: .customLong("area"),
    help: ArgumentHelp(
      "Only this area (repeatable): http-v2, http, wheels or selfcheck.",
      valueName: "area"
    )
  )
  var areas: [AreaArgument] = []

  @Option(
    name: .customLong("kind"),
    help: ArgumentHelp("Only this kind (repeatable).", valueName: "kind")
  )
  var kinds: [KindArgument] = []

  @Option(name: .customLong("sort"), help: "The order (default: name).")
  var order: Order?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheListReport {
    let access = try await CacheAccess.begin(.reading, in: context)
    let found = try await access.contents(of: wantedAreas, in: context)
    return CacheListReport(
      directory: access.directory,
      entries: global.format == .abspath
        ? found.entries.filter(isWanted) : sorted(found.entries.filter(isWanted)),
      showsOnlyPaths: global.format == .abspath,
      diagnostics: access.diagnostics + found.diagnostics
    )
  }

  private var wantedAreas: Set<CacheArea> {
    areas.isEmpty ? [.httpV2, .http, .wheels, .selfCheck] : Set(areas.map(\.area))
  }

  private func isWanted(_ entry: CacheEntry) -> Bool {
    guard kinds.isEmpty || kinds.contains(where: { $0.kind == entry.identity.kind }) else {
      return false
    }
    let patterns = patterns.map { EntryPattern($0) }
    return patterns.isEmpty || patterns.contains { $0.matches(entry.identity) }
  }

  private func sorted(_ entries: [CacheEntry]) -> [CacheEntry] {
    let wished = entries.map { (rank: rank(of: $0), order: NameOrder($0), entry: $0) }
    return wished.sorted { left, right in
      left.rank == right.rank ? left.order < right.order : left.rank > right.rank
    }.map(\.entry)
  }

  /// What comes first whatever it is called: the larger number.
  private func rank(of entry: CacheEntry) -> Int64 {
    switch order ?? .name {
    case .name: 0
    case .size: entry.bytes
    case .stored: entry.storedAt.seconds
    case .used: entry.lastUsedAt.seconds
    }
  }
}

/// What decides the order by name: entries without one come last.
private struct NameOrder: Comparable {
  private let project: String
  private let identity: ContentIdentity
  private let place: CacheEntry.Place

  private var texts: (String, String, String) {
    (identity.kind.rawValue, identity.version ?? "", identity.fileName ?? "")
  }

  init(_ entry: CacheEntry) {
    identity = entry.identity
    project = identity.project?.lowercased() ?? "\u{10FFFF}"
    place = entry.place
  }

  static func < (left: NameOrder, right: NameOrder) -> Bool {
    guard left.project == right.project else { return left.project < right.project }
    let (leftTexts, rightTexts) = (left.texts, right.texts)
    guard leftTexts == rightTexts else { return leftTexts < rightTexts }
    // The same thing in two places, which is rare.
    let (left, right) = (left.place.names, right.place.names)
    return left.lexicographicallyPrecedes(right) { $0.systemText < $1.systemText }
  }
}

/// An area on the command line.
struct AreaArgument: ExpressibleByArgument {
  let area: CacheArea

  private static let listed: [CacheArea] = [.httpV2, .http, .wheels, .selfCheck]

  init?(argument: String) {
    guard let area = CacheArea(rawValue: argument), Self.listed.contains(area) else { return nil }
    self.area = area
  }

  static var allValueStrings: [String] { listed.map(\.rawValue) }
}

/// A kind of entry on the command line.
struct KindArgument: ExpressibleByArgument {
  let kind: EntryKind

  init?(argument: String) {
    guard let kind = EntryKind(rawValue: argument) else { return nil }
    self.kind = kind
  }

  static var allValueStrings: [String] { EntryKind.allCases.map(\.rawValue) }
}

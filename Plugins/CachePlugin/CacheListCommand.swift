internal import ArgumentParser
internal import PipCache
internal import PipConfiguration
internal import PipDiagnostics
internal import PipPluginKit
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

  @Argument(help: ArgumentHelp("Show only entries called so.", valueName: "pattern"))
  var patterns: [String] = []

  @OptionGroup var area: AreaOptions

  @Option(
    name: .customLong("kind"),
    help: ArgumentHelp("Only this kind (repeatable).", valueName: "kind")
  )
  var kinds: [KindArgument] = []

  @Option(name: .customLong("sort"), help: "The order (default: name).")
  var order: EntryOrder?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheListReport {
    let access = try await CacheAccess.begin(.reading, in: context)
    let found = try await access.contents(of: area.wanted, depth: depth, in: context)
    let entries = wanted(found.entries)
    return CacheListReport(
      directory: access.directory,
      entries: global.format == .abspath ? entries : (order ?? .name).sorted(entries),
      showsOnlyPaths: global.format == .abspath,
      diagnostics: access.diagnostics + found.obstacles.diagnostics
    )
  }

  /// For people there is no last use, unless entries are to be sorted by it.
  private var depth: CacheEntry.Depth {
    global.format == .json || order == .used ? .whole : .content
  }

  private func wanted(_ entries: [CacheEntry]) -> [CacheEntry] {
    let patterns = patterns.map { EntryPattern($0) }
    guard !patterns.isEmpty || !kinds.isEmpty else { return entries }
    return entries.filter { entry in
      (kinds.isEmpty || kinds.contains { $0.kind == entry.identity.kind })
        && (patterns.isEmpty || patterns.contains { $0.matches(entry.identity) })
    }
  }
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

internal import ArgumentParser
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Lists plugins: `swiftpip plugin list`.
struct PluginListCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists all plugins: where from, what they add, what they shadow."
  )

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> PluginListReport {
    let builtIn = context.plugins.map { PluginListReport.Row($0) }
    let search = context.externalPlugins
    let trust = context.pluginTrust
    let external = search.plugins.map { plugin in
      PluginListReport.Row(
        plugin,
        commands: search.owners.filter { $0.value == plugin }.keys.sorted(),
        state: PluginListReport.State(of: plugin, trust),
        shadows: search.shadowed.filter { $0.by == plugin }.map(\.plugin.program)
      )
    }
    // Of those that are called as built-in ones the diagnostics tell.
    let found = Set(search.plugins.map(\.name)).union(context.builtIn.plugins)
    let elsewhere = trust.pins.filter { !found.contains($0.name) }.map { pin in
      PluginListReport.Row(pin, hooks: trust.hooks.filter { $0.plugin == pin.name }.map(\.name))
    }
    return PluginListReport(
      rows: builtIn + external + elsewhere,
      diagnostics: [trust.flaw?.diagnostic].compactMap(\.self) + search.diagnostics
    )
  }
}

/// The answer of `swiftpip plugin list`.
struct PluginListReport: Report {
  /// Whether a plugin would be run.
  enum State: String, Encodable, Sendable {
    /// It is part of the program.
    case builtIn = "built-in"
    /// As the user trusts it.
    case trusted
    /// The user was never asked.
    case untrusted
    /// It is not what the user trusted.
    case changed
    /// Somebody else could have put it there.
    case refused
    /// Its manifest is none.
    case broken
    /// It is trusted, and not in any folder that is looked through: only its hooks run.
    case elsewhere
  }

  /// A plugin.
  struct Row: Encodable, Sendable {
    let name: String
    var version: String?
    var abstract: String
    let origin: String
    /// The module of one that is built in.
    var module: String?
    var program: FilePath?
    let state: State
    var commands: [String]
    var hooks: [String]
    var doctorChecks: [String] = []
    var housekeepingRules: [String] = []
    var versionSources: [String] = []
    var snapshotSections: [String] = []
    var shadows: [FilePath] = []

    private enum Keys: String, CodingKey {
      case name, version, abstract, origin, module, program, programBytes, state, commands, hooks
      case doctorChecks, housekeepingRules, versionSources, snapshotSections, shadows
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(name, forKey: .name)
      try members.encode(version, forKey: .version)
      try members.encode(abstract, forKey: .abstract)
      try members.encode(origin, forKey: .origin)
      try members.encode(module, forKey: .module)
      if let program {
        try members.encodePath(program.systemText, forKey: .program, bytesKey: .programBytes)
      } else {
        try members.encodeNil(forKey: .program)
      }
      try members.encode(state, forKey: .state)
      try members.encode(commands, forKey: .commands)
      try members.encode(hooks, forKey: .hooks)
      try members.encode(doctorChecks, forKey: .doctorChecks)
      try members.encode(housekeepingRules, forKey: .housekeepingRules)
      try members.encode(versionSources, forKey: .versionSources)
      try members.encode(snapshotSections, forKey: .snapshotSections)
      try members.encode(shadows.map { SystemText.readable($0.systemText) }, forKey: .shadows)
    }
  }

  struct Result: Encodable, Sendable { let plugins: [Row] }

  let rows: [Row]
  var diagnostics: [Diagnostic] = []

  var result: Result { Result(plugins: rows) }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.table(
      rows.map { row in
        [
          Page.Span(row.name, .strong), Page.Span(row.version ?? "-"),
          Page.Span(row.state.rawValue, row.state.style), Page.Span(row.additions),
        ] + (row.program.map { [Page.Span($0.systemText, .faint)] } ?? [])
      }
    )
    for row in rows where row.state == .elsewhere {
      page.line(
        "\(row.name) is in no folder of plugins: swiftpip plugin trust \(row.name) --revoke forgets it"
      )
    }
    for row in rows {
      for shadowed in row.shadows {
        page.line("\(row.name) keeps \(shadowed.systemText) from being used")
      }
    }
  }
}

extension PluginListReport.State {
  /// Creates the state of an external plugin.
  init(of plugin: ExternalPlugin, _ trust: PluginTrust) {
    if case .flawed = plugin.description {
      self = .broken
    } else if (try? PluginGuard.check(plugin)) == nil {
      self = .refused
    } else {
      switch try? trust.verdict(on: plugin) {
      case .trusted: self = .trusted
      case .changed: self = .changed
      case .unknown: self = .untrusted
      case nil: self = .refused
      }
    }
  }

  fileprivate var style: Page.Style {
    switch self {
    case .builtIn: .faint
    case .trusted: .good
    case .untrusted, .elsewhere: .plain
    case .changed, .refused, .broken: .bad
    }
  }
}

extension PluginListReport.Row {
  /// Creates the row of a plugin that is built in.
  init(_ plugin: PluginSummary) {
    name = plugin.name
    version = plugin.version.isEmpty ? nil : plugin.version
    module = plugin.module
    abstract = plugin.abstract
    origin = "built-in"
    state = .builtIn
    commands = plugin.commands
    hooks = plugin.hooks
    doctorChecks = plugin.doctorChecks
    housekeepingRules = plugin.housekeepingRules
    versionSources = plugin.versionSources
    snapshotSections = plugin.snapshotSections
  }

  /// Creates the row of an external plugin.
  init(
    _ plugin: ExternalPlugin,
    commands: [String],
    state: PluginListReport.State,
    shadows: [FilePath]
  ) {
    name = plugin.name
    version = plugin.manifest?.version
    abstract = plugin.manifest?.abstract ?? ""
    origin = plugin.description == .none ? "program" : "external"
    program = plugin.program
    self.state = state
    self.commands = commands
    hooks = plugin.manifest?.hooks.map(\.name) ?? []
    self.shadows = shadows
  }

  /// Creates the row of a plugin that is trusted and was not found.
  init(_ pin: PluginTrust.Pin, hooks: [String]) {
    name = pin.name
    abstract = ""
    origin = "external"
    program = FilePath(systemText: pin.program)
    state = .elsewhere
    commands = []
    self.hooks = hooks
  }

  /// What it adds, in a few words.
  fileprivate var additions: String {
    let others = [
      (hooks, "hook", "hooks"), (versionSources, "source of versions", "sources of versions"),
      (snapshotSections, "section", "sections"), (doctorChecks, "check", "checks"),
      (housekeepingRules, "rule", "rules"),
    ]
    let counts = others.filter { !$0.0.isEmpty }.map { names, one, many in
      "\(names.count) \(names.count == 1 ? one : many)"
    }
    return (commands + counts).joined(separator: ", ")
  }
}

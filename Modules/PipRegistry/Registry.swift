public import ArgumentParser
public import PipPluginKit

/// What all plugins together declare, without what clashes.
public struct Registry: Sendable {
  /// The commands at the top of the tree, in the order of the plugins.
  public private(set) var commands: [any ParsableCommand.Type] = []

  /// All hooks, in the order of the plugins.
  public private(set) var hooks: [any CommandHook] = []

  /// All hooks after findings, in the order of the plugins.
  public private(set) var findingHooks: [any FindingHook] = []

  /// All sources of versions, in the order of the plugins.
  public private(set) var versionSources: [any VersionSource] = []

  /// All sections of snapshots, in the order of the plugins.
  package private(set) var snapshotSections: [NamedSection] = []

  /// All checks, in the order of the plugins.
  public private(set) var doctorChecks: [any DoctorCheck] = []

  /// All rules, in the order of the plugins.
  public private(set) var housekeepingRules: [any HousekeepingRule] = []

  /// What each plugin adds, of what was not left out.
  package private(set) var plugins: [PluginSummary] = []

  /// What was left out, and because of what.
  public private(set) var diagnostics: [Diagnostic] = []

  /// Who declared what, by kind and name.
  private var owners: [Declaration: String] = [:]

  /// Collects what plugins declare.
  ///
  /// Of two that clash the first wins, and a diagnostic names both.
  ///
  /// - Parameters:
  ///   - plugins: the plugins, in order of precedence.
  ///   - words: the words of a command line. Only of the command that they name is checked that it can be
  ///     run, for each that is checked costs time at start-up; without words all are.
  public init(collecting plugins: [any Plugin], checking words: [String] = []) {
    for plugin in plugins where declare(.plugin, plugin.name, by: plugin) {
      var summary = PluginSummary(of: plugin)
      for command in plugin.commands where accept(command, of: plugin, checking: words) {
        commands.append(command)
        summary.commands.append(command._commandName)
      }
      for hook in plugin.hooks where declare(.hook, "\(plugin.name).\(hook.name)", by: plugin) {
        hooks.append(hook)
        summary.hooks.append(hook.name)
      }
      for hook in plugin.findingHooks
      where declare(.hook, "\(plugin.name).\(hook.name)", by: plugin) {
        findingHooks.append(hook)
        summary.hooks.append(hook.name)
      }
      for source in plugin.versionSources
      where declare(.source, "\(plugin.name).\(source.name)", by: plugin) {
        versionSources.append(source)
        summary.versionSources.append(source.name)
      }
      for section in plugin.snapshotSections {
        let named = NamedSection(section, of: plugin.name)
        guard declare(.section, named.name, by: plugin) else { continue }
        snapshotSections.append(named)
        summary.snapshotSections.append(section.name)
      }
      for check in plugin.doctorChecks where declare(.check, check.code, by: plugin) {
        doctorChecks.append(check)
        summary.doctorChecks.append(check.code)
      }
      for rule in plugin.housekeepingRules where declare(.rule, rule.code, by: plugin) {
        housekeepingRules.append(rule)
        summary.housekeepingRules.append(rule.code)
      }
      self.plugins.append(summary)
    }
  }

  /// The names of the commands at the top of the tree.
  public var commandNames: [String] {
    commands.map { $0._commandName }
  }

  /// Returns the plugin that declared a command at the top of the tree.
  public func owner(ofCommand name: String) -> String? {
    owners[Declaration(kind: .command, name: name)]
  }
}

extension Registry {
  private enum Kind: String {
    case plugin
    case command
    case hook
    case check = "doctor check"
    case source = "source of versions"
    case section = "section of snapshots"
    case rule = "housekeeping rule"
  }

  private struct Declaration: Hashable {
    var kind: Kind
    var name: String
  }

  private mutating func declare(_ kind: Kind, _ name: String, by plugin: any Plugin) -> Bool {
    guard PluginName.isValid(name) else {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "plugin.invalid-name",
          message: "the \(kind.rawValue) \"\(name)\" of plugin \"\(plugin.name)\" is left out",
          causes: [PluginName.rule]
        )
      )
      return false
    }
    let declaration = Declaration(kind: kind, name: name)
    if let owner = owners[declaration] {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "plugin.clash",
          message: "the \(kind.rawValue) \"\(name)\" of plugin \"\(plugin.name)\" is left out",
          causes: ["plugin \"\(owner)\" has one of that name and comes first"]
        )
      )
      return false
    }
    owners[declaration] = plugin.name
    return true
  }

  private mutating func accept(
    _ command: any ParsableCommand.Type,
    of plugin: any Plugin,
    checking words: [String]
  ) -> Bool {
    let name = command._commandName
    if words.isEmpty || words.first == name,
      let leaf = Self.leafThatIsNoPluginCommand(in: command, path: name, of: words.dropFirst())
    {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "plugin.not-a-command",
          message: "the command \"\(name)\" of plugin \"\(plugin.name)\" is left out",
          causes: ["\"\(leaf)\" does not conform to PluginCommand"]
        )
      )
      return false
    }
    guard !PluginName.ofSwiftpip.contains(name) else {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "plugin.clash",
          message: "the command \"\(name)\" of plugin \"\(plugin.name)\" is left out",
          causes: ["swiftpip itself has one of that name"]
        )
      )
      return false
    }
    return declare(.command, name, by: plugin)
  }

  /// Returns the words of a command that cannot be run: of the one that words name, or of any where they
  /// name none.
  private static func leafThatIsNoPluginCommand(
    in command: any ParsableCommand.Type,
    path: String,
    of words: ArraySlice<String>
  ) -> String? {
    let children = command.configuration.subcommands
    guard !children.isEmpty else {
      return command is any PluginCommand.Type ? nil : path
    }
    let named = children.filter { $0._commandName == words.first }
    for child in named.isEmpty ? children : named {
      let path = "\(path) \(child._commandName)"
      if let leaf = leafThatIsNoPluginCommand(in: child, path: path, of: words.dropFirst()) {
        return leaf
      }
    }
    return nil
  }
}

internal import PipPaths
package import PipPluginKit
internal import PipSystem
package import SystemPackage

/// What is built in, with names that no external plugin can have.
package struct BuiltIn: Sendable, Hashable {
  /// The commands, those among them that swiftpip has whatever it is built with.
  package let commands: Set<String>

  /// The plugins.
  package let plugins: Set<String>

  /// Creates it; without anything there is what every swiftpip has.
  package init(commands: some Sequence<String> = [], plugins: some Sequence<String> = []) {
    self.commands = PluginName.ofSwiftpip.union(commands)
    self.plugins = Set(plugins)
  }
}

/// The external plugins that there are.
///
/// To look for them runs none of them.
package struct PluginSearch: Sendable {
  /// The plugins, by name: of several of one name the first that was found.
  package private(set) var plugins: [ExternalPlugin] = []

  /// The plugins, by the names of their commands: the one of that name, else the first that has it.
  package private(set) var owners: [String: ExternalPlugin] = [:]

  /// Those that others of the same name keep from being used.
  package private(set) var shadowed: [(plugin: ExternalPlugin, by: ExternalPlugin)] = []

  /// Manifests whose programs cannot be run, by name.
  package private(set) var lone: [String: LoneManifest] = [:]

  /// What cannot be used, and what was left out because of what.
  package private(set) var diagnostics: [Diagnostic] = []

  private let builtIn: BuiltIn

  /// What has those commands and plugins.
  private let host: String

  /// No folder with more names is looked through: it was not made for plugins.
  private static let mostNames = 100_000

  /// Finds nothing.
  package init() { (builtIn, host) = (BuiltIn(), "") }

  /// Looks through all folders.
  ///
  /// - Parameters:
  ///   - places: the folders.
  ///   - builtIn: what is built in: nobody else can have one of those names.
  package init(in places: PluginPlaces, besides builtIn: BuiltIn) {
    self.builtIn = builtIn
    host = places.program?.systemText ?? "swiftpip itself"
    diagnostics = places.relative.map { folder in
      Diagnostic(
        .warning,
        code: "plugin.relative",
        message: "\"\(folder)\" of SWIFTPIP_PLUGIN_PATH is not looked through",
        causes: ["it is no absolute path, and would be another folder wherever you go"]
      )
    }
    var first: [String: ExternalPlugin] = [:]
    var seen: Set<FilePath> = []
    // Of folders that are one by links the first name counts.
    for folder in places.folders + places.searchPath
    where seen.insert(folder.realPath(from: nil) ?? folder).inserted {
      for found in Self.found(in: folder) {
        switch found {
        case .manifest(let manifest): lone[manifest.name] = manifest
        case .plugin(let plugin):
          if builtIn.plugins.contains(plugin.name) {
            diagnostics.append(Self.clash(with: plugin, host))
          } else if let other = first[plugin.name] {
            shadowed.append((plugin, other))
          } else {
            first[plugin.name] = plugin
          }
        }
      }
    }
    plugins = first.values.sorted { $0.name < $1.name }
    for plugin in plugins { lone[plugin.name] = nil }
    owners = Self.owners(of: plugins, besides: builtIn.commands)
    diagnose()
  }

  /// Finds the plugin that has a command; nil where none has it.
  ///
  /// Mostly a plugin is called as its command is: only where none is are all of them looked through.
  ///
  /// - Parameters:
  ///   - command: the name of the command.
  ///   - places: the folders.
  ///   - builtIn: what is built in.
  /// - Returns: the plugin.
  package static func plugin(
    for command: String,
    in places: PluginPlaces,
    besides builtIn: BuiltIn
  ) -> ExternalPlugin? {
    guard !builtIn.commands.contains(command), PluginName.isValid(command) else { return nil }
    let folders = places.folders + places.searchPath
    let namesake =
      builtIn.plugins.contains(command)
      ? nil : folders.lazy.compactMap { ExternalPlugin(named: command, in: $0) }.first
    if let namesake, namesake.commandNames.contains(command) { return namesake }
    if let owner = PluginSearch(in: places, besides: builtIn).owners[command] { return owner }
    // Nobody has it: what is wrong with who is called so is worth more than that.
    if case .flawed = namesake?.description { return namesake }
    return nil
  }

  /// What a folder has under the name of a plugin.
  package enum Found: Sendable {
    /// A plugin.
    case plugin(ExternalPlugin)
    /// A manifest whose program cannot be run.
    case manifest(LoneManifest)
  }

  /// Returns what one folder has, by name.
  package static func found(in folder: FilePath) -> [Found] {
    names(in: folder).compactMap { name in
      ExternalPlugin(named: name, in: folder).map { .plugin($0) }
        ?? LoneManifest(named: name, in: folder).map { .manifest($0) }
    }
  }

  /// The commands that can be run, as help and completion show them, by their names.
  package var commands: [PluginManifest.Command] {
    owners.sorted { $0.key < $1.key }.map { name, plugin in
      plugin.manifest?.commands.first { $0.name == name } ?? .ofProgram(plugin)
    }
  }

  private static func names(in folder: FilePath) -> [String] {
    guard var directory = try? OpenDirectory(folder, following: .links) else { return [] }
    var names: Set<String> = []
    var count = 0
    while count < mostNames, let entry = try? directory.next() {
      count += 1
      if let name = ExternalPlugin.name(of: entry.name) { names.insert(name) }
    }
    return names.sorted()
  }

  private static func owners(
    of plugins: [ExternalPlugin],
    besides builtIn: Set<String>
  ) -> [String: ExternalPlugin] {
    var owners: [String: ExternalPlugin] = [:]
    // Who is called as the command is comes before all others.
    for isNamesake in [true, false] {
      for plugin in plugins {
        for command in plugin.commandNames
        where (command == plugin.name) == isNamesake && owners[command] == nil
          && !builtIn.contains(command)
        { owners[command] = plugin }
      }
    }
    return owners
  }

  private mutating func diagnose() {
    for plugin in plugins {
      if case .flawed(let flaw) = plugin.description {
        diagnostics.append(flaw.diagnostic(of: plugin))
      }
      for command in plugin.commandNames {
        if builtIn.commands.contains(command) {
          diagnostics.append(Self.clash(command, plugin, host))
        } else if let owner = owners[command], owner != plugin {
          diagnostics.append(Self.clash(command, plugin, owner.program.systemText))
        }
      }
    }
    diagnostics += lone.sorted { $0.key < $1.key }.map { $0.value.diagnostic }
    for (plugin, other) in shadowed {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "plugin.shadowed",
          message: "\(plugin.program.systemText) is not used",
          causes: ["\(other.program.systemText) has the same name and comes first"]
        )
      )
    }
  }

  private static func clash(with plugin: ExternalPlugin, _ host: String) -> Diagnostic {
    Diagnostic(
      .warning,
      code: "plugin.clash",
      message: "the plugin \(plugin.program.systemText) is left out",
      causes: ["\(host) has a plugin \"\(plugin.name)\" built in"]
    )
  }

  private static func clash(
    _ command: String,
    _ plugin: ExternalPlugin,
    _ owner: String
  ) -> Diagnostic {
    Diagnostic(
      .warning,
      code: "plugin.clash",
      message: "the command \"\(command)\" of \(plugin.program.systemText) is left out",
      causes: ["\(owner) has one of that name and comes first"]
    )
  }
}

extension PluginManifest.Command {
  /// What is known of the command of a plain program.
  fileprivate static func ofProgram(_ plugin: ExternalPlugin) -> PluginManifest.Command {
    PluginManifest.Command(
      name: plugin.name,
      abstract: "Runs \(plugin.program.systemText).",
      discussion: "",
      effect: .reads,
      // As a shell does for a program that it knows nothing of.
      arguments: [
        PluginManifest.Argument(
          name: "argument",
          abstract: "",
          isOptional: true,
          isRepeated: true,
          completion: .file
        )
      ],
      options: []
    )
  }
}

internal import PipPaths
package import PipPluginKit
internal import PipSystem
package import SystemPackage

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

  private let builtIn: Set<String>

  /// What has those commands.
  private let host: String

  /// No folder with more names is looked through: it was not made for plugins.
  private static let mostNames = 100_000

  /// Finds nothing.
  package init() { (builtIn, host) = ([], "") }

  /// Looks through all folders.
  ///
  /// - Parameters:
  ///   - places: the folders.
  ///   - builtIn: the commands of the plugins that are built in: no other can take one, nor one that swiftpip has
  ///     whatever it is built with.
  package init(in places: PluginPlaces, besides builtIn: Set<String>) {
    self.builtIn = builtIn.union(PluginName.ofSwiftpip)
    host = places.program?.systemText ?? "swiftpip itself"
    var first: [String: ExternalPlugin] = [:]
    var seen: Set<FilePath> = []
    // Of folders that are one by links the first name counts.
    for folder in places.folders + places.searchPath
    where seen.insert(folder.realPath(from: nil) ?? folder).inserted {
      for found in Self.found(in: folder) {
        switch found {
        case .manifest(let manifest): lone[manifest.name] = manifest
        case .plugin(let plugin):
          if let other = first[plugin.name] {
            shadowed.append((plugin, other))
          } else {
            first[plugin.name] = plugin
          }
        }
      }
    }
    plugins = first.values.sorted { $0.name < $1.name }
    for plugin in plugins { lone[plugin.name] = nil }
    owners = Self.owners(of: plugins, besides: self.builtIn)
    diagnose()
  }

  /// Finds the plugin that has a command; nil where none has it.
  ///
  /// Mostly a plugin is called as its command is: only where none is are all of them looked through.
  ///
  /// - Parameters:
  ///   - command: the name of the command.
  ///   - places: the folders.
  /// - Returns: the plugin.
  package static func plugin(
    for command: String,
    in places: PluginPlaces
  ) -> ExternalPlugin? {
    let folders = places.folders + places.searchPath
    if let plugin = folders.lazy.compactMap({ ExternalPlugin(named: command, in: $0) }).first {
      if plugin.commandNames.contains(command) { return plugin }
      if case .flawed = plugin.description { return plugin }
    }
    return PluginSearch(in: places, besides: []).owners[command]
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
        if builtIn.contains(command) {
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
      arguments: [],
      options: []
    )
  }
}

internal import ArgumentParser
internal import PipCommandTree
internal import PipConfiguration
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipSystem

/// All commands as completion and manual pages show them: those of the program, and those of external plugins.
enum WholeTree<Host: PluginHost> {
  /// Returns the tree.
  ///
  /// - Parameter context: where external plugins are, and whether they are looked for.
  /// - Returns: the program, with its commands below it.
  /// - Throws: what keeps ArgumentParser's description of the program from being read.
  static func tree(in context: Context) throws -> CommandTree {
    var tree = try CommandTree(dump: Array(Root<Host>._dumpHelp().utf8))
    guard !context.isWithoutPlugins else { return tree }
    let search = PluginSearch(
      in: PluginPlaces(in: context.surroundings, besides: context.program),
      besides: BuiltIn(
        commands: tree.subcommands.map(\.name),
        plugins: context.plugins.map(\.name)
      )
    )
    tree.subcommands += search.commands.map { command in
      var node = CommandTree(command)
      node.isProgramOfItsOwn = search.owners[command.name]?.manifest == nil
      return node
    }
    return tree
  }
}

extension CommandTree {
  /// Creates the node of a command of a plugin, without the options that every command has.
  init(of command: any ParsableCommand.Type) {
    let dump = Array(command._dumpHelp().utf8)
    guard var tree = try? CommandTree(dump: dump) else {
      self.init(name: command._commandName)
      return
    }
    let global = GlobalOptions.allNames
    tree.options.removeAll { option in option.names.contains { global.contains($0) } }
    self = tree
  }

  /// Creates the node of an external plugin's command.
  fileprivate init(_ command: PluginManifest.Command) {
    self.init(
      name: command.name,
      abstract: command.abstract,
      discussion: command.discussion,
      options: command.options.map { option in
        Option(
          names: option.spellings,
          valueName: option.value,
          isRepeated: option.isRepeated,
          abstract: option.abstract,
          completion: Completion(option.completion)
        )
      },
      arguments: command.arguments.map { argument in
        Argument(
          valueName: argument.name,
          abstract: argument.abstract,
          isOptional: argument.isOptional,
          isRepeated: argument.isRepeated,
          completion: Completion(argument.completion)
        )
      }
    )
  }
}

extension CommandTree.Completion {
  fileprivate init(_ completion: PluginManifest.Completion) {
    self =
      switch completion {
      case .nothing: .nothing
      case .file: .files
      case .directory: .directories
      case .values(let values): .values(values)
      }
  }
}

internal import ArgumentParser
internal import PipPluginKit
internal import PipRegistry

/// A command that is ready to run, whoever has it: a plugin that is built in, or an external one.
struct ReadyCommand {
  /// Its name, and what it does to an environment.
  let facts: CommandFacts
  /// The options that every command has.
  let global: GlobalOptions
  /// How it can answer.
  var formats: Set<GlobalOptions.Format> = [.human, .json]
  /// Its sections in pip's configuration files, the weakest first.
  var sections: [String]
  /// Options of its own that pip has as well.
  var pipOptions: [PipOption] = []
  /// Whether standard output has what the command itself writes.
  var answersOnStandardError = false
  /// Does the work.
  let answer: (Context) async throws -> any Report
}

extension ReadyCommand {
  /// Creates one of a plugin that is built in.
  init<Command: PluginCommand>(_ command: Command, _ registry: Registry) {
    let name = registry.path(of: Command.self) ?? Command._commandName
    let group = name.split(separator: " ").first.map(String.init) ?? name
    self.init(
      facts: CommandFacts(
        name: name,
        effect: Command.effect,
        madeEnvironment: command.madeEnvironment
      ),
      global: command.global,
      formats: Command.formats,
      sections: Command.pipSections.isEmpty ? [group] : Command.pipSections,
      pipOptions: command.pipOptions,
      answersOnStandardError: command.answersOnStandardError,
      answer: { try await command.run(in: $0) }
    )
  }
}

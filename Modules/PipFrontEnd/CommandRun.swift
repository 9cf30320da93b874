internal import ArgumentParser
internal import PipConfiguration
internal import PipPluginKit
internal import PipRegistry
internal import PipSystem

/// One command with all that goes on around it.
struct CommandRun {
  let world: World
  let invocation: Invocation
  let registry: Registry

  /// Runs a command, renders its answer or its error, then shows what hooks have to say.
  ///
  /// Hooks do not keep the answer back. After a command that failed they say nothing: it would bury
  /// the error.
  func run<Command: PluginCommand>(
    _ command: Command,
    with renderer: Renderer
  ) async -> ExitStatus {
    var renderer = renderer
    if command.answersOnStandardError { renderer.answers = .talk }
    let facts = CommandFacts(
      name: registry.path(of: Command.self) ?? Command._commandName,
      effect: Command.effect,
      madeEnvironment: command.madeEnvironment
    )
    guard Command.formats.contains(command.global.format) else {
      let format = command.global.format.rawValue
      let error = UsageError.rejected(
        message: "\(facts.name) does not answer in the format '\(format)'",
        help: "swiftpip \(facts.name) --help"
      )
      return renderer.fail(error, as: facts.name, registry)
    }
    let display = progressDisplay(of: command, renderer)
    let context = context(for: command, facts, display, renderer)
    let hooks = registry.hooks.filter { $0.concerns(facts) }
    // Light commands stay on the main thread: a task group would start others.
    guard !hooks.isEmpty else {
      return await render(command, in: context, display, with: renderer).status
    }
    return await withTaskGroup(of: (Int, [Notice]).self) { group in
      for (index, hook) in hooks.enumerated() {
        group.addTask { (index, await hook.run(beside: context.command, in: context)) }
      }
      let ending = await render(command, in: context, display, with: renderer)
      group.cancelAll()
      var notices: [(Int, [Notice])] = []
      for await notice in group { notices.append(notice) }
      if !ending.isFailure {
        for (index, hook) in hooks.enumerated() {
          notices.append((index, await hook.run(after: context.command, in: context)))
        }
        renderer.show(notices.sorted { $0.0 < $1.0 }.flatMap(\.1))
      }
      return ending.status
    }
  }

  /// Runs a command and renders its answer or its error as soon as it is there.
  private func render(
    _ command: some PluginCommand,
    in context: Context,
    _ display: ProgressDisplay?,
    with renderer: Renderer
  ) async -> (status: ExitStatus, isFailure: Bool) {
    let name = context.command.name
    do {
      let answer = try await command.run(in: context)
      display?.finish()
      let verbosity = command.global.verbosity
      return (try renderer.show(answer, of: name, verbosity, registry), false)
    } catch {
      display?.finish()
      return (renderer.fail(error, as: name, registry), true)
    }
  }

  /// Returns where progress is shown: on a terminal that can write over a line, to people who want
  /// to hear anything.
  private func progressDisplay(
    of command: some PluginCommand,
    _ renderer: Renderer
  ) -> ProgressDisplay? {
    guard world.isTalkTerminal, renderer.format == .human, command.global.verbosity > .quiet,
      world.surroundings.environment["TERM"] != "dumb"
    else { return nil }
    return ProgressDisplay(renderer.console)
  }

  private func context(
    for command: some PluginCommand,
    _ facts: CommandFacts,
    _ display: ProgressDisplay?,
    _ renderer: Renderer
  ) -> Context {
    let global = command.global
    let group = facts.name.split(separator: " ").first.map(String.init) ?? facts.name
    let sections = type(of: command).pipSections
    let resolver = SettingsResolver(
      surroundings: world.surroundings,
      flags: flags(of: global) + command.pipOptions.map { CommandLineFlag($0.name, $0.value) },
      python: global.python,
      isIsolated: global.isIsolated,
      sections: sections.isEmpty ? [group] : sections
    )
    return Context(
      command: facts,
      verbosity: global.verbosity,
      isOffline: global.isOffline,
      doctorChecks: registry.doctorChecks,
      housekeepingRules: registry.housekeepingRules,
      pluginDiagnostics: registry.diagnostics,
      showProgress: display?.listener,
      confirm: question(renderer)?.confirm,
      surroundings: world.surroundings,
      isStandardOutputTerminal: world.isDataTerminal,
      isStandardErrorTerminal: world.isTalkTerminal,
      clock: world.clock,
      settings: { try await resolver.resolve() },
      cacheSettings: { try await resolver.resolveCache() }
    )
  }

  /// Returns how the user is asked; nil where the answer is for programs.
  private func question(_ renderer: Renderer) -> Question? {
    guard renderer.format != .json else { return nil }
    return Question(console: renderer.console, readLine: world.readLine)
  }

  /// The last of several options about the cache wins, as for pip.
  private func flags(of global: GlobalOptions) -> [CommandLineFlag] {
    invocation.cacheOptionsInOrder.compactMap { option in
      switch option {
      case "--cache-dir": global.cacheDirectory.map { CommandLineFlag("cache-dir", $0) }
      default: CommandLineFlag("no-cache-dir")
      }
    }
  }
}

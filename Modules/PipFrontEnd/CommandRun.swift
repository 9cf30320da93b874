internal import ArgumentParser
internal import PipConfiguration
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipRegistry
internal import PipSystem
internal import Synchronization

/// One command with all that goes on around it.
struct CommandRun {
  let world: World
  let invocation: Invocation
  let registry: Registry
  /// External plugins; nil where the user wants none.
  let outsiders: Outsiders?
  /// What hooks have to say of what was found out.
  private let findings = FindingNotices()

  /// Runs a command, renders its answer or its error, then shows what hooks have to say.
  ///
  /// Hooks do not keep the answer back. After a command that failed they say nothing: it would bury
  /// the error.
  func run(_ command: ReadyCommand, with renderer: Renderer) async -> ExitStatus {
    var renderer = renderer
    if command.answersOnStandardError { renderer.answers = .talk }
    let facts = command.facts
    guard command.formats.contains(command.global.format) else {
      let format = command.global.format.rawValue
      let error = UsageError.rejected(
        message: "\(facts.name) does not answer in the format '\(format)'",
        help: "swiftpip \(facts.name) --help"
      )
      return renderer.fail(error, as: facts.name, registry)
    }
    let display = progressDisplay(of: command, renderer)
    let context = context(
      for: facts,
      command.global,
      sections: command.sections,
      pipOptions: command.pipOptions,
      showProgress: display?.listener,
      confirm: question(renderer)?.confirm
    )
    let hooks =
      registry.hooks.filter { $0.concerns(facts) } + (outsiders?.hooks(concerning: facts) ?? [])
    // Light commands stay on the main thread: a task group would start others.
    guard !hooks.isEmpty else {
      let ending = await render(command, in: context, display, with: renderer)
      if !ending.isFailure, command.global.verbosity > .quiet { renderer.show(findings.notices) }
      return ending.status
    }
    let isQuiet = command.global.verbosity == .quiet
    let before = await notices(of: hooks, .before) { await $0.run(before: facts, in: context) }
    if !isQuiet { renderer.show(before) }
    // A task starts other threads.
    let isBeside = hooks.contains { $0.moments.contains(.beside) }
    let beside =
      isBeside
      ? Task { await notices(of: hooks, .beside) { await $0.run(beside: facts, in: context) } }
      : nil
    let ending = await render(command, in: context, display, with: renderer)
    beside?.cancel()
    let said = await beside?.value ?? []
    guard !ending.isFailure else { return ending.status }
    let after = await notices(of: hooks, .after) { await $0.run(after: facts, in: context) }
    if !isQuiet { renderer.show(said + after + findings.notices) }
    return ending.status
  }

  /// Calls the hooks of a moment, and returns what they say.
  private func notices(
    of hooks: [any CommandHook],
    _ moment: HookMoment,
    _ call: @escaping @Sendable (any CommandHook) async -> [Notice]
  ) async -> [Notice] {
    await notices(of: hooks.filter { $0.moments.contains(moment) }, call)
  }

  /// Calls hooks side by side, and returns what they say, in their order.
  private func notices<Hook: Sendable>(
    of hooks: [Hook],
    _ call: @escaping @Sendable (Hook) async -> [Notice]
  ) async -> [Notice] {
    // A task group starts other threads.
    guard !hooks.isEmpty else { return [] }
    return await withTaskGroup(of: (Int, [Notice]).self) { group in
      for (index, hook) in hooks.enumerated() {
        group.addTask { (index, await call(hook)) }
      }
      var notices: [(Int, [Notice])] = []
      for await notice in group { notices.append(notice) }
      return notices.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
  }

  /// Runs a command and renders its answer or its error as soon as it is there.
  private func render(
    _ command: ReadyCommand,
    in context: Context,
    _ display: ProgressDisplay?,
    with renderer: Renderer
  ) async -> (status: ExitStatus, isFailure: Bool) {
    let name = context.command.name
    do {
      let answer = try await command.answer(context)
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
    of command: ReadyCommand,
    _ renderer: Renderer
  ) -> ProgressDisplay? {
    guard world.isTalkTerminal, renderer.format == .human, command.global.verbosity > .quiet,
      world.surroundings.environment["TERM"] != "dumb"
    else { return nil }
    return ProgressDisplay(renderer.console)
  }

  /// Returns the world as a command sees it, or a hook.
  ///
  /// - Parameters:
  ///   - facts: the command.
  ///   - global: the options that every command has.
  ///   - sections: its sections in pip's configuration files.
  ///   - pipOptions: options of its own that pip has as well.
  ///   - showProgress: is told how far it has come.
  ///   - confirm: asks the user.
  /// - Returns: the world.
  func context(
    for facts: CommandFacts,
    _ global: GlobalOptions,
    sections: [String],
    pipOptions: [PipOption] = [],
    showProgress: (@Sendable (Progress) -> Void)?,
    confirm: (@Sendable ([String]) -> Bool?)?
  ) -> Context {
    let resolver = SettingsResolver(
      surroundings: world.surroundings,
      flags: flags(of: global) + pipOptions.map { CommandLineFlag($0.name, $0.value) },
      python: global.python,
      isIsolated: global.isIsolated,
      sections: sections
    )
    let findings = findings
    let isWithoutPlugins = Outsiders.areUnwanted(global.withoutPlugins, in: world.surroundings)
    var context = Context(
      command: facts,
      verbosity: global.verbosity,
      isOffline: global.isOffline,
      doctorChecks: registry.doctorChecks,
      housekeepingRules: registry.housekeepingRules,
      versionSources: registry.versionSources,
      snapshotSections: registry.snapshotSections,
      plugins: registry.plugins,
      pluginDiagnostics: registry.diagnostics,
      showProgress: showProgress,
      confirm: confirm,
      surroundings: world.surroundings,
      program: world.program,
      isStandardOutputTerminal: world.isDataTerminal,
      isStandardErrorTerminal: world.isTalkTerminal,
      inventory: Inventory(resolver, in: world.surroundings),
      clock: world.clock,
      settings: { try await resolver.resolve() },
      cacheSettings: { try await resolver.resolveCache() }
    )
    context.isWithoutPlugins = isWithoutPlugins
    context.isIsolated = global.isIsolated
    let plain = context
    let (own, outsiders) = (registry.findingHooks, outsiders)
    context.announce = { finding in
      let hooks: [any FindingHook] = own + (outsiders?.findingHooks ?? [])
      findings.add(await notices(of: hooks) { await $0.run(after: finding, in: plain) })
    }
    return context
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

/// What hooks say while a command runs, to be shown when it is done.
private final class FindingNotices: Sendable {
  private let all = Mutex<[Notice]>([])

  var notices: [Notice] { all.withLock { $0 } }

  func add(_ notices: [Notice]) { all.withLock { $0 += notices } }
}

internal import PipConfiguration
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipRegistry
internal import PipSystem
internal import SystemPackage

/// The external plugins as the front end has to do with them.
///
/// Nothing of them is run to find out what there is.
struct Outsiders: Sendable {
  /// Where they are.
  let places: PluginPlaces
  private let world: World
  private let builtIn: BuiltIn

  /// Creates them; nil where the user wants none.
  ///
  /// - Parameters:
  ///   - world: the process.
  ///   - invocation: the command line.
  ///   - registry: what is built in.
  init?(in world: World, _ invocation: Invocation, besides registry: Registry) {
    guard !Self.areUnwanted(invocation.isWithoutPlugins, in: world.surroundings) else { return nil }
    places = PluginPlaces(in: world.surroundings, besides: world.program)
    self.world = world
    builtIn = BuiltIn(commands: registry.commandNames, plugins: registry.plugins.map(\.name))
  }

  /// A command line that is a plugin's.
  struct Call {
    /// Who found it.
    let outsiders: Outsiders
    /// The plugin.
    let plugin: ExternalPlugin
    /// Where among the arguments the command's name is.
    let name: Int
    /// What on the command line is swiftpip's own.
    let invocation: Invocation
  }

  /// Returns the plugin that a command line calls, and what of the line is not its own; nil where it calls none.
  ///
  /// What stands behind the command's name only the plugin's manifest can tell apart: `--no-plugins` may be the
  /// value of an option.
  static func call(in world: World, _ invocation: Invocation, besides registry: Registry) -> Call? {
    guard let name = invocation.words.first,
      !registry.commandNames.contains(world.arguments[name])
    else { return nil }
    let before = Invocation(Array(world.arguments[..<name]))
    guard let outsiders = Outsiders(in: world, before, besides: registry),
      let plugin = outsiders.owner(of: world.arguments[name])
    else { return nil }
    let command = world.arguments[name]
    let own: Invocation
    switch plugin.description {
    case .none: own = Invocation(Array(world.arguments[...name]))
    case .flawed: own = invocation
    case .manifest(let manifest):
      let options = manifest.commands.first { $0.name == command }?.options ?? []
      let words = try? ExternalWords(world.arguments, namedAt: name, options: options)
      own = words.map { Invocation($0.global + [command]) } ?? invocation
    }
    guard !own.isWithoutPlugins else { return nil }
    return Call(outsiders: outsiders, plugin: plugin, name: name, invocation: own)
  }

  /// Tells whether the user wants no external plugins.
  ///
  /// - Parameters:
  ///   - isSaid: whether the command line says so.
  ///   - surroundings: the variables, which may say so as well.
  /// - Returns: whether it is said at all.
  static func areUnwanted(_ isSaid: Bool, in surroundings: Surroundings) -> Bool {
    isSaid || surroundings.environment.nonEmpty("SWIFTPIP_NO_PLUGINS") != nil
  }

  /// What there is: manifests are read, nothing is run.
  var search: PluginSearch { PluginSearch(in: places, besides: builtIn) }

  /// Returns the plugin that a word is a command of; nil where it is swiftpip's own or nobody's.
  func owner(of word: String) -> ExternalPlugin? {
    PluginSearch.plugin(for: word, in: places, besides: builtIn)
  }

  /// Returns the hooks of plugins that the user trusts which concern a command: one file is read, and no manifest.
  func hooks(concerning command: CommandFacts) -> [ExternalHook] {
    guard let trust = places.trust else { return [] }
    return ExternalHook.all(concerning: command, trustedIn: trust).filter(isUsed)
  }

  /// The hooks of plugins that the user trusts which run after self-checks.
  var findingHooks: [ExternalHook] {
    guard let trust = places.trust else { return [] }
    return ExternalHook.allAboutFindings(trustedIn: trust).filter(isUsed)
  }

  /// Whose name is that of a plugin that is built in is left out with all that it has.
  private func isUsed(_ hook: ExternalHook) -> Bool { !builtIn.plugins.contains(hook.plugin) }

  /// What a command line asks of a plugin.
  enum Request {
    /// A command.
    case run(ReadyCommand)
    /// To take the place of this process, as git's and cargo's subcommands do.
    case become(ExternalPlugin, arguments: [String])
  }

  /// Returns what a command line asks of a plugin.
  ///
  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - name: where among the arguments the command's name is.
  ///   - console: where the user is asked.
  ///   - format: how the answer is to be; only people are asked.
  /// - Returns: what it asks.
  /// - Throws: `UsageError`, `PluginRefusal`, and `PlainAnswer` where help is asked for.
  func request(
    _ plugin: ExternalPlugin,
    namedAt name: Int,
    _ console: Console,
    _ format: GlobalOptions.Format
  ) throws -> Request {
    let arguments = world.arguments
    switch plugin.description {
    case .none:
      // It would not be told, and what was promised to the user would not be kept.
      if let option = arguments[..<name].first(where: {
        !GlobalOptions.namesOfVerbosity.contains($0) && !GlobalOptions.areFlags($0)
      }) {
        throw UsageError.misplacedWord(option, command: arguments[name])
      }
      guard !depth.isTooMuch else { throw PluginRefusal.tooDeep(plugin) }
      try admission(console, format).admit(plugin)
      return .become(plugin, arguments: Array(arguments[(name + 1)...]))
    case .flawed(let flaw):
      throw PluginRefusal.flawed(plugin, flaw)
    case .manifest(let manifest):
      guard let command = manifest.commands.first(where: { $0.name == arguments[name] }) else {
        throw UsageError.unknownCommand(arguments[name], nearest: nil)
      }
      let words = try ExternalWords(arguments, namedAt: name, options: command.options)
      guard !words.isAskingForHelp else {
        throw PlainAnswer(text: ExternalHelp(command, of: plugin).text)
      }
      guard !words.isAskingForVersion else {
        throw PlainAnswer(text: "\(plugin.name) \(manifest.version)")
      }
      return .run(
        try ExternalCommand(
          command,
          of: plugin,
          words,
          admission(console, format)
        ).ready()
      )
    }
  }

  /// Runs a plain program in place of this one.
  ///
  /// - Throws: `Unanswered` where that cannot be done.
  func become(_ plugin: ExternalPlugin, _ arguments: [String]) throws(Unanswered) -> Never {
    var environment = depth.below(world.surroundings.environment)
    // As cargo tells its subcommands how to call it back.
    environment.variables["SWIFTPIP"] = world.program?.systemText
    do throws(SystemFailure) {
      try world.become(plugin.program, [plugin.program.systemText] + arguments, environment)
    } catch {
      let failure = PluginFailure.notRun(error.reason)
      throw Unanswered(failure.diagnostic(of: plugin, []))
    }
  }

  private var depth: PluginDepth { PluginDepth(in: world.surroundings.environment) }

  /// Who may run.
  ///
  /// Only on a terminal, and only for people, it is asked.
  private func admission(_ console: Console, _ format: GlobalOptions.Format) -> PluginAdmission {
    var question = Question(console: console, readLine: world.readLine)
    (question.words, question.usual) = ("Trust it as it is now", false)
    let isPerson = world.isInputTerminal && world.isTalkTerminal && format == .human
    return PluginAdmission(trust: places.trust, ask: isPerson ? question.confirm : nil)
  }
}

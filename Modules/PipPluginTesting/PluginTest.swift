internal import FoundationEssentials
internal import PipConfiguration
internal import PipPaths
public import PipPluginKit
internal import PipRegistry
internal import PipSystem
internal import SystemPackage

/// Runs plugins in tests, without a process and without a machine: what there is, the test says.
///
/// ```swift
/// @Test func `it greets`() async throws {
///   let context = PluginTest.context(packages: [InstalledPackage(name: "pip", version: "26.3")])
///   let answer = try await PluginTest.run(GreetingPlugin(), ["greet", "Ana"], in: context)
///   #expect(answer.text == "hello, Ana")
/// }
/// ```
public enum PluginTest {
  /// What a command answered.
  ///
  /// ```swift
  /// let answer = try await PluginTest.run(GreetingPlugin(), ["greet", "Ana"], in: context)
  /// #expect(answer.status == .success)
  /// #expect(answer.text == "hello, Ana")
  /// #expect(answer.json == #"{"name":"Ana"}"#)
  /// #expect(answer.diagnostics == [])
  /// ```
  public struct Answer: Sendable, Hashable {
    /// What people read, a line each, without colours.
    public let text: String

    /// What programs read: JSON with sorted keys.
    public let json: String

    /// What deserves attention.
    public let diagnostics: [Diagnostic]

    /// How the command ended.
    public let status: ExitStatus
  }

  /// Returns the world of a test.
  ///
  /// - Parameters:
  ///   - interpreter: the interpreter of the environment; nil for a world without one.
  ///   - packages: what is installed in it.
  ///   - cachedFiles: what is in pip's cache.
  ///   - isOffline: whether the network must not be used.
  ///   - verbosity: how much the user wants to know.
  /// - Returns: a context; it has no terminal, nobody to ask, and no settings.
  public static func context(
    interpreter: PythonInterpreter? = PythonInterpreter(
      executable: "/environment/bin/python",
      prefix: "/environment",
      version: "3.12.0",
      platform: "linux-x86_64",
      markers: [
        "python_version": "3.12", "python_full_version": "3.12.0", "sys_platform": "linux",
        "os_name": "posix", "platform_system": "Linux", "platform_machine": "x86_64",
        "implementation_name": "cpython", "implementation_version": "3.12.0",
        "platform_python_implementation": "CPython", "platform_release": "", "platform_version": "",
      ]
    ),
    packages: [InstalledPackage] = [],
    cachedFiles: [CachedFile] = [],
    isOffline: Bool = true,
    verbosity: Verbosity = .normal
  ) -> Context {
    Context(
      command: CommandFacts(name: "", effect: .reads),
      verbosity: verbosity,
      isOffline: isOffline,
      doctorChecks: [],
      housekeepingRules: [],
      surroundings: Surroundings(
        environment: Environment(),
        process: ProcessFacts(effectiveUser: 1000, homeOfRealUser: nil, workingDirectory: "/")
      ),
      isStandardErrorTerminal: false,
      inventory: Inventory(
        interpreter: {
          guard let interpreter else { throw NoSettings() }
          return interpreter
        },
        packages: { packages },
        cachedFiles: { cachedFiles }
      ),
      clock: { Timestamp(seconds: 1_700_000_000) },
      settings: { throw NoSettings() },
      cacheSettings: { throw NoSettings() }
    )
  }

  /// Runs a command.
  ///
  /// - Parameters:
  ///   - plugin: the plugin that has it.
  ///   - arguments: its words, and what stands behind them.
  ///   - context: the world.
  /// - Returns: its answer.
  /// - Throws: what the command throws; ArgumentParser's error where the arguments are not as they should be;
  ///   `NoSuchCommand` where the words name none.
  public static func run(
    _ plugin: some Plugin,
    _ arguments: [String],
    in context: Context
  ) async throws -> Answer {
    var candidates = plugin.commands
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard let command = candidates.first(where: { $0._commandName == word }) else { break }
      if let leaf = command as? any PluginCommand.Type {
        let path = arguments[..<rest.startIndex].joined(separator: " ")
        return try await answer(of: try leaf.parse(Array(rest)), path, in: context)
      }
      candidates = command.configuration.subcommands
    }
    throw NoSuchCommand(arguments: arguments)
  }

  private static func answer(
    of command: some PluginCommand,
    _ path: String,
    in context: Context
  ) async throws -> Answer {
    var context = context
    context.command = CommandFacts(
      name: path,
      effect: type(of: command).effect,
      madeEnvironment: command.madeEnvironment
    )
    let report = try await command.run(in: context)
    var page = Page()
    report.write(to: &page, verbosity: context.verbosity)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Answer(
      text: page.lines.map { $0.map(\.text).joined() }.joined(separator: "\n"),
      json: String(decoding: try encoder.encode(report.result), as: UTF8.self),
      diagnostics: report.diagnostics,
      status: report.exitStatus
    )
  }

  /// Returns what the hooks of a plugin say after a command.
  ///
  /// ```swift
  /// let notices = await PluginTest.notices(
  ///   of: GreetingPlugin(),
  ///   after: "env restore",
  ///   effect: .installs,
  ///   in: context
  /// )
  /// #expect(notices == [Notice(lines: ["hello"])])
  /// ```
  ///
  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - name: the command, with its groups.
  ///   - effect: what the command does to an environment.
  ///   - context: the world.
  /// - Returns: the notices, in the order of the hooks.
  public static func notices(
    of plugin: some Plugin,
    after name: String,
    effect: CommandEffect = .reads,
    in context: Context
  ) async -> [Notice] {
    let command = CommandFacts(name: name, effect: effect)
    return await plugin.notices(.after, command) { await $0.run(after: command, in: context) }
  }

  /// Returns what the hooks of a plugin say before a command.
  ///
  /// ```swift
  /// let notices = await PluginTest.notices(of: GreetingPlugin(), before: "install", in: context)
  /// #expect(notices.isEmpty)
  /// ```
  ///
  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - name: the command, with its groups.
  ///   - effect: what the command does to an environment.
  ///   - context: the world.
  /// - Returns: the notices, in the order of the hooks.
  public static func notices(
    of plugin: some Plugin,
    before name: String,
    effect: CommandEffect = .reads,
    in context: Context
  ) async -> [Notice] {
    let command = CommandFacts(name: name, effect: effect)
    return await plugin.notices(.before, command) { await $0.run(before: command, in: context) }
  }

  /// Returns what the hooks of a plugin say beside a command that takes as long as they like.
  ///
  /// ```swift
  /// let notices = await PluginTest.notices(of: GreetingPlugin(), beside: "cache info", in: context)
  /// #expect(notices.isEmpty)
  /// ```
  ///
  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - name: the command, with its groups.
  ///   - effect: what the command does to an environment.
  ///   - context: the world.
  /// - Returns: the notices, in the order of the hooks.
  public static func notices(
    of plugin: some Plugin,
    beside name: String,
    effect: CommandEffect = .reads,
    in context: Context
  ) async -> [Notice] {
    let command = CommandFacts(name: name, effect: effect)
    return await plugin.notices(.beside, command) { await $0.run(beside: command, in: context) }
  }

  /// Returns what the hooks of a plugin say to what a self-check has found out.
  ///
  /// ```swift
  /// let finding = SelfCheckFinding(
  ///   package: "pip",
  ///   prefix: "/environment",
  ///   installed: "25.0",
  ///   latest: "26.0",
  ///   isOutdated: true,
  ///   reason: "newer-release"
  /// )
  /// #expect(await PluginTest.notices(of: GreetingPlugin(), after: finding, in: context).isEmpty)
  /// ```
  ///
  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - finding: what was found out.
  ///   - context: the world.
  /// - Returns: the notices, in the order of the hooks.
  public static func notices(
    of plugin: some Plugin,
    after finding: SelfCheckFinding,
    in context: Context
  ) async -> [Notice] {
    var notices: [Notice] = []
    for hook in plugin.findingHooks { notices += await hook.run(after: finding, in: context) }
    return notices
  }
}

extension Plugin {
  /// Calls the hooks of a moment of a command, one after the other.
  fileprivate func notices(
    _ moment: HookMoment,
    _ command: CommandFacts,
    _ call: (any CommandHook) async -> [Notice]
  ) async -> [Notice] {
    var notices: [Notice] = []
    for hook in hooks where hook.moments.contains(moment) && hook.concerns(command) {
      notices += await call(hook)
    }
    return notices
  }
}

/// No command of the plugin is called so.
///
/// ```swift
/// do {
///   _ = try await PluginTest.run(GreetingPlugin(), ["shout"], in: PluginTest.context())
/// } catch let error as NoSuchCommand {
///   page.line("no command is called \(error.arguments.joined(separator: " "))")
/// }
/// ```
public struct NoSuchCommand: Error, Hashable {
  /// What was called.
  public let arguments: [String]
}

/// A test's world has no settings.
private struct NoSettings: Error, Explainable {
  var diagnostic: Diagnostic {
    Diagnostic(.error, code: "test.none", message: "the test's world has none")
  }
}

/// Something that goes on before, beside or after other plugins' commands and may end in a notice.
///
/// ```swift
/// struct Reminder: CommandHook {
///   let name = "reminder"
///
///   let commands = ["install", "env restore"]
///   let moments: Set<HookMoment> = [.before, .after]
///
///   func run(before command: CommandFacts, in context: Context) async -> [Notice] {
///     context.isOffline ? [Notice(lines: ["the team's mirror is not asked"])] : []
///   }
///
///   func run(after command: CommandFacts, in context: Context) async -> [Notice] {
///     [Notice(lines: ["commit pylock.toml as well"])]
///   }
/// }
/// ```
public protocol CommandHook: Sendable {
  /// A name, unique among the hooks of the plugin.
  var name: String { get }

  /// The commands that the hook may concern, with their groups: `cache` is all of that group, `cache info` one of
  /// it.
  ///
  /// Empty stands for all. It is what the manifest of an external plugin says of the hook.
  var commands: [String] { get }

  /// When it has something to do; at other times it is not called.
  var moments: Set<HookMoment> { get }

  /// Tells whether the hook wants to run beside a command.
  ///
  /// It is asked before every command, so it must be quick and must not touch disk or network.
  ///
  /// ```swift
  /// struct Thanks: CommandHook {
  ///   let name = "thanks"
  ///   let moments: Set<HookMoment> = [.after]
  ///
  ///   func concerns(_ command: CommandFacts) -> Bool { command.effect == .installs }
  ///
  ///   func run(after command: CommandFacts, in context: Context) async -> [Notice] {
  ///     [Notice(lines: ["the team says thank you"])]
  ///   }
  /// }
  /// ```
  ///
  /// - Parameter command: the command that is to run.
  /// - Returns: whether it does.
  func concerns(_ command: CommandFacts) -> Bool

  /// Runs before a command and returns what is to be told before it begins.
  ///
  /// The user waits for it, however long it takes, and nothing that it says keeps the command from being run.
  ///
  /// - Parameters:
  ///   - command: the command that is to run.
  ///   - context: the world as the command will see it.
  /// - Returns: what to tell.
  func run(before command: CommandFacts, in context: Context) async -> [Notice]

  /// Runs beside a command and returns what to tell once the command is done.
  ///
  /// When the command is done the task is cancelled: whatever is not known by then is dropped, and
  /// the hook returns at once, unless the user gave it a time. It never keeps an answer back and never
  /// fails a command.
  ///
  /// ```swift
  /// struct MirrorNews: CommandHook {
  ///   let name = "mirror-news"
  ///   let moments: Set<HookMoment> = [.beside]
  ///
  ///   func run(beside command: CommandFacts, in context: Context) async -> [Notice] {
  ///     guard let packages = try? await context.installedPackages(), packages.count > 500 else { return [] }
  ///     return [Notice(lines: ["\(packages.count) packages: the team has smaller environments"])]
  ///   }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - command: the command it runs beside.
  ///   - context: the world as the command sees it.
  /// - Returns: what to tell.
  func run(beside command: CommandFacts, in context: Context) async -> [Notice]

  /// Returns what is to be told after a command that did what it was asked for, of what can be seen only then.
  ///
  /// The user waits for it: it looks at a few files, and at nothing else.
  ///
  /// - Parameters:
  ///   - command: the command that is done.
  ///   - context: the world as the command saw it.
  /// - Returns: what to tell.
  func run(after command: CommandFacts, in context: Context) async -> [Notice]
}

extension CommandHook {
  /// All commands.
  public var commands: [String] { [] }

  /// Before, beside and after commands.
  public var moments: Set<HookMoment> { [.before, .beside, .after] }

  /// Tells whether a command is one of `commands`.
  public func concerns(_ command: CommandFacts) -> Bool {
    commands.isEmpty
      || commands.contains { command.name == $0 || command.name.hasPrefix("\($0) ") }
  }

  /// Does nothing before.
  public func run(before command: CommandFacts, in context: Context) async -> [Notice] { [] }

  /// Does nothing beside.
  public func run(beside command: CommandFacts, in context: Context) async -> [Notice] { [] }

  /// Tells nothing more.
  public func run(after command: CommandFacts, in context: Context) async -> [Notice] { [] }
}

/// When a hook of a command is called.
///
/// ```swift
/// let around: Set<HookMoment> = [.before, .after]
/// let all = around.union([.beside])
/// ```
public enum HookMoment: Sendable, Hashable {
  /// Before the command.
  case before
  /// While it runs; external plugins are not called then.
  case beside
  /// After it did what it was asked for.
  case after
}

/// What a hook is told about the command it runs beside.
///
/// ```swift
/// struct Changes: CommandHook {
///   let name = "changes"
///
///   func run(after command: CommandFacts, in context: Context) async -> [Notice] {
///     guard command.effect == .installs else { return [] }
///     return [Notice(lines: ["\(command.name) changed \(command.madeEnvironment ?? "the environment")"])]
///   }
/// }
/// ```
public struct CommandFacts: Sendable, Hashable {
  /// The command's name with those of its groups, such as `cache info`.
  public var name: String

  /// What the command does to an environment.
  public var effect: CommandEffect

  /// The folder of the environment that the command makes, as the user wrote it; nil where it makes none.
  ///
  /// It is there only when the command is done.
  public var madeEnvironment: String?

  /// Creates the facts about a command; swiftpip and tests do.
  ///
  /// ```swift
  /// let facts = CommandFacts(name: "env restore", effect: .installs, madeEnvironment: "venv")
  /// ```
  public init(name: String, effect: CommandEffect, madeEnvironment: String? = nil) {
    self.name = name
    self.effect = effect
    self.madeEnvironment = madeEnvironment
  }
}

/// A short message after a command that nobody asked for; it goes to standard error.
///
/// ```swift
/// let notice = Notice(lines: ["a newer team-tools is there", "swiftpip install team-tools"])
/// for line in notice.lines { page.line(line) }
/// ```
public struct Notice: Sendable, Hashable {
  /// What it says, a line each.
  public var lines: [String]

  /// Creates a notice of some lines.
  public init(lines: [String]) {
    self.lines = lines
  }
}

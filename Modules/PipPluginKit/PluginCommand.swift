public import ArgumentParser

/// A command: arguments in, a report out.
///
/// It prints nothing and exits nothing: the front end renders the report, and the errors it throws,
/// for people or for programs. Errors that conform to `Explainable` are told as their diagnostic.
///
/// ```swift
/// struct Hello: PluginCommand {
///   static let configuration = CommandConfiguration(abstract: "Says hello.")
///   @OptionGroup(title: "Global options") var global: GlobalOptions
///   @Argument(help: "Whom to greet.") var name: String
///
///   func run(in context: Context) async throws -> Greeting {
///     Greeting(name: name)
///   }
/// }
///
/// struct Greeting: Report {
///   let name: String
///   var result: [String: String] { ["name": name] }
///
///   func write(to page: inout Page, verbosity: Verbosity) { page.line("hello, \(name)") }
/// }
/// ```
///
/// One that has more to say of itself:
///
/// ```swift
/// struct Unpack: PluginCommand {
///   static let configuration = CommandConfiguration(abstract: "Makes the team's environment.")
///   static var effect: CommandEffect { .installs }
///   static var formats: Set<GlobalOptions.Format> { [.human, .json] }
///   static var pipSections: [String] { ["install", "unpack"] }
///
///   @OptionGroup(title: "Global options") var global: GlobalOptions
///   @OptionGroup(title: "Package index options") var index: IndexOptions
///   @Option(help: "Where to write a list of what is in it; - is standard output.") var list: String?
///   @Argument(help: "The folder to make it in.") var folder: String
///
///   var pipOptions: [PipOption] { index.pipOptions }
///   var madeEnvironment: String? { folder }
///   var answersOnStandardError: Bool { list == "-" }
///
///   func run(in context: Context) async throws -> Unpacked { Unpacked(folder: folder) }
/// }
///
/// struct Unpacked: Report {
///   let folder: String
///   var result: [String: String] { ["folder": folder] }
///
///   func write(to page: inout Page, verbosity: Verbosity) { page.line("made \(folder)") }
/// }
/// ```
public protocol PluginCommand: ParsableCommand {
  /// What the command answers with; `run(in:)` says which report that is.
  ///
  /// ```swift
  /// func answer<Command: PluginCommand>(of command: Command) async throws -> Command.Answer {
  ///   try await command.run(in: context)
  /// }
  /// ```
  associatedtype Answer: Report

  /// The options that every command has: `@OptionGroup var global: GlobalOptions`.
  var global: GlobalOptions { get }

  /// What the command does to an environment.
  static var effect: CommandEffect { get }

  /// How the command can answer; asked for another format, it is not run, and the error is `usage.rejected`.
  static var formats: Set<GlobalOptions.Format> { get }

  /// The sections of pip's configuration files that are about this command, the weakest first.
  ///
  /// `[global]` always comes before them. Empty means: the section of the command's own name.
  static var pipSections: [String] { get }

  /// Options of the command that pip has as well, as pip spells them in its configuration.
  ///
  /// They go on top of pip's variables and configuration files in what the context resolves. A command with
  /// `@OptionGroup var index: IndexOptions` returns `index.pipOptions`.
  var pipOptions: [PipOption] { get }

  /// Whether answer and errors go to standard error, because standard output has the data that the
  /// command itself writes, as with `-` for a file.
  var answersOnStandardError: Bool { get }

  /// The folder of the environment that the command makes; nil where it makes none.
  ///
  /// Hooks are then about that environment, not about the one that `--python` names.
  var madeEnvironment: String? { get }

  /// Does the work.
  ///
  /// - Parameter context: the world as the front end resolved it.
  /// - Returns: the answer, which the front end renders.
  /// - Throws: whatever kept the command from answering.
  func run(in context: Context) async throws -> Answer
}

extension PluginCommand {
  /// Changes nothing that is installed.
  public static var effect: CommandEffect { .reads }

  /// For people and for programs.
  public static var formats: Set<GlobalOptions.Format> { [.human, .json] }

  /// The section of the command's own name.
  public static var pipSections: [String] { [] }

  /// No options that pip has.
  public var pipOptions: [PipOption] { [] }

  /// It makes no environment.
  public var madeEnvironment: String? { nil }

  /// Standard output is the answer's.
  public var answersOnStandardError: Bool { false }
}

/// What a command does to an environment.
///
/// ```swift
/// struct Fridays: CommandHook {
///   let name = "fridays"
///
///   func run(before command: CommandFacts, in context: Context) async -> [Notice] {
///     switch command.effect {
///     case .installs: [Notice(lines: ["the team freezes its environments on Fridays"])]
///     case .reads: []
///     }
///   }
/// }
/// ```
public enum CommandEffect: Sendable, Hashable {
  /// Nothing that is installed changes.
  case reads
  /// Something is installed, replaced or removed.
  case installs
}

/// An option given on the command line that pip's configuration has as well.
///
/// ```swift
/// let option = PipOption("timeout", "5")
/// page.line("--\(option.name)=\(option.value)")
/// ```
public struct PipOption: Sendable, Hashable {
  /// The name as in pip's configuration files, such as `index-url`.
  public var name: String

  /// The value; `true` for a flag.
  public var value: String

  /// Creates an option from its name and value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

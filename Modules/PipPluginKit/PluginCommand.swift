public import ArgumentParser

/// A command: arguments in, a report out.
///
/// It prints nothing and exits nothing: the front end renders the report, and the errors it throws,
/// for people or for programs. Errors that conform to `Explainable` are told as their diagnostic.
///
/// ```swift
/// struct Hello: PluginCommand {
///   static let configuration = CommandConfiguration(abstract: "Says hello.")
///   @OptionGroup var global: GlobalOptions
///   @Argument var name: String
///
///   func run(in context: Context) async throws -> Greeting {
///     Greeting(name: name)
///   }
/// }
/// ```
public protocol PluginCommand: ParsableCommand {
  /// What the command answers with.
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
/// struct Upgrade: PluginCommand {
///   static var effect: CommandEffect { .installs }
///   // ...
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
/// var pipOptions: [PipOption] { [PipOption("timeout", "5")] }
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

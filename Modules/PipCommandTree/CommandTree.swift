/// A command as completion and manual pages show it, with all commands below it.
package struct CommandTree: Sendable, Hashable {
  /// Its name, without those of the commands above it.
  package var name: String

  /// What it does, in one sentence; empty where nothing says.
  package var abstract = ""

  /// What else there is to know of it; empty where there is nothing.
  package var discussion = ""

  /// Its options; those of the commands above it hold for it as well.
  package var options: [Option] = []

  /// What stands behind its name, in that order.
  package var arguments: [Argument] = []

  /// The commands below it.
  package var subcommands: [CommandTree] = []

  /// Whether it is a program of its own: options and statuses of the commands above it say nothing about it.
  package var isProgramOfItsOwn = false

  /// Creates a command.
  package init(
    name: String,
    abstract: String = "",
    discussion: String = "",
    options: [Option] = [],
    arguments: [Argument] = [],
    subcommands: [CommandTree] = []
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.options = options
    self.arguments = arguments
    self.subcommands = subcommands
  }

  /// An option, or a flag.
  package struct Option: Sendable, Hashable {
    /// All its names with their hyphens, such as "-q" and "--quiet".
    package var names: [String]
    /// What its value is called; nil for a flag, which has none.
    package var valueName: String?
    /// Whether it may be given several times.
    package var isRepeated = false
    /// What it does, in one sentence.
    package var abstract = ""
    /// The heading that help shows it below; nil where it has none of its own.
    package var section: String?
    /// What a shell offers for its value.
    package var completion = Completion.nothing

    /// Creates an option.
    package init(
      names: [String],
      valueName: String? = nil,
      isRepeated: Bool = false,
      abstract: String = "",
      section: String? = nil,
      completion: Completion = .nothing
    ) {
      self.names = names
      self.valueName = valueName
      self.isRepeated = isRepeated
      self.abstract = abstract
      self.section = section
      self.completion = completion
    }
  }

  /// A word behind the name of a command.
  package struct Argument: Sendable, Hashable {
    /// What it is called.
    package var valueName: String
    /// What it is, in one sentence.
    package var abstract = ""
    /// Whether it may be missing.
    package var isOptional = false
    /// Whether there may be several.
    package var isRepeated = false
    /// What a shell offers for it.
    package var completion = Completion.nothing

    /// Creates an argument.
    package init(
      valueName: String,
      abstract: String = "",
      isOptional: Bool = false,
      isRepeated: Bool = false,
      completion: Completion = .nothing
    ) {
      self.valueName = valueName
      self.abstract = abstract
      self.isOptional = isOptional
      self.isRepeated = isRepeated
      self.completion = completion
    }
  }

  /// What a shell offers for a value.
  package enum Completion: Sendable, Hashable {
    /// Nothing.
    case nothing
    /// Files and folders.
    case files
    /// Folders.
    case directories
    /// These texts.
    case values([String])
  }
}

extension CommandTree {
  /// Returns the command that some words name, nil where there is none.
  package func command(at path: some Sequence<String>) -> CommandTree? {
    var command = self
    for word in path {
      guard let next = command.subcommands.first(where: { $0.name == word }) else { return nil }
      command = next
    }
    return command
  }
}

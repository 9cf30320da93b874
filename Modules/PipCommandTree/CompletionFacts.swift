/// What a shell has to know to complete a command line: the same for every shell.
struct CompletionFacts: Sendable, Hashable {
  /// Every command, those above before those below.
  let commands: [Command]

  /// Everything that has a value to complete: options and arguments.
  let values: [Value]

  /// A command, known by its path, such as "swiftpip cache list".
  struct Command: Sendable, Hashable {
    /// The names from the program's to its own, with blanks between.
    let path: String
    /// The commands below it.
    let subcommands: [Choice]
    /// Its options, but for those that a command above it has.
    let options: [Choice]
    /// Whether all that stands behind it is its own: nothing there is an option.
    let isProgramOfItsOwn: Bool
  }

  /// A word that may be offered.
  struct Choice: Sendable, Hashable {
    /// The word.
    let name: String
    /// What it stands for, in one line.
    let abstract: String
  }

  /// A value, known by a command's path and whose value it is.
  ///
  /// That is an option ("swiftpip --format"), an argument by its number ("swiftpip hash @1"), or
  /// every argument behind those that have numbers ("swiftpip hash @+").
  struct Value: Sendable, Hashable {
    /// The path, a blank, and whose value this is.
    let key: String
    /// What completes it.
    let completion: CommandTree.Completion
  }

  /// Collects what is to be known of a program.
  init(_ tree: CommandTree) {
    var meanings: [String: Set<CommandTree.Completion?>] = [:]
    for command in tree.everything {
      for option in command.options {
        for name in option.names { meanings[name, default: []].insert(option.value) }
      }
    }
    var collector = Collector(root: tree.name, meanings: meanings)
    collector.add(tree, at: tree.name, inheriting: [])
    commands = collector.commands
    values = collector.values
  }
}

/// Walks down a tree and writes down what there is.
private struct Collector {
  let root: String

  /// What each option completes, nil where it has no value, over all commands.
  let meanings: [String: Set<CommandTree.Completion?>]

  var commands: [CompletionFacts.Command] = []
  var values: [CompletionFacts.Value] = []
  private var keys: Set<String> = []

  init(root: String, meanings: [String: Set<CommandTree.Completion?>]) {
    self.root = root
    self.meanings = meanings
  }

  mutating func add(_ command: CommandTree, at path: String, inheriting inherited: Set<String>) {
    let choices = command.options.flatMap { option in
      option.names.map { CompletionFacts.Choice(name: $0, abstract: option.abstract.onOneLine) }
    }
    var subcommands = command.subcommands.map {
      CompletionFacts.Choice(name: $0.name, abstract: $0.abstract.onOneLine)
    }
    if path == root, !subcommands.isEmpty {
      subcommands.append(.init(name: "help", abstract: "Shows help for a command."))
    }
    commands.append(
      .init(
        path: path,
        subcommands: subcommands,
        options: choices.filter { !inherited.contains($0.name) },
        isProgramOfItsOwn: command.isProgramOfItsOwn
      )
    )
    for option in command.options { add(option, at: path) }
    for (index, argument) in command.arguments.enumerated() {
      add("@\(index + 1)", at: path, argument.completion)
      if argument.isRepeated { add("@+", at: path, argument.completion) }
    }
    let names = inherited.union(choices.map(\.name))
    for subcommand in command.subcommands {
      add(subcommand, at: "\(path) \(subcommand.name)", inheriting: names)
    }
  }

  private mutating func add(_ option: CommandTree.Option, at path: String) {
    guard let completion = option.value else { return }
    for name in option.names {
      // An option that means the same wherever it is known is known before its command is, too.
      add(name, at: meanings[name]?.count == 1 ? root : path, completion)
    }
  }

  private mutating func add(
    _ subject: String,
    at path: String,
    _ completion: CommandTree.Completion
  ) {
    let key = "\(path) \(subject)"
    guard keys.insert(key).inserted else { return }
    values.append(.init(key: key, completion: completion.withoutControls))
  }
}

extension CommandTree {
  /// This command and all below it.
  fileprivate var everything: [CommandTree] { [self] + subcommands.flatMap(\.everything) }
}

extension CommandTree.Option {
  /// What completes its value, nil where it has none.
  fileprivate var value: CommandTree.Completion? { valueName == nil ? nil : completion }
}

extension CommandTree.Completion {
  /// The same without values that would not be one word of one line.
  fileprivate var withoutControls: Self {
    guard case .values(let values) = self else { return self }
    return .values(values.filter { !$0.isEmpty && $0 == $0.onOneLine })
  }
}

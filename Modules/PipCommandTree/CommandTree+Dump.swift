internal import FoundationEssentials

/// Reading the tree that ArgumentParser writes of a program, its "ToolInfo" of version 0.
extension CommandTree {
  /// Reads what `swiftpip --experimental-dump-help` prints.
  ///
  /// What help hides is left out; so is "help" itself, which every shell script offers anyway.
  ///
  /// - Throws: `DecodingError` where this is no such text.
  package init(dump: [UInt8]) throws {
    self.init(try JSONDecoder().decode(Dump.self, from: Data(dump)).command)
  }

  private init(_ command: Dump.Command) {
    let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
    self.init(
      name: command.commandName,
      abstract: command.abstract ?? "",
      discussion: command.discussion ?? "",
      options: arguments.filter { $0.kind != .positional }.map(Option.init),
      arguments: arguments.filter { $0.kind == .positional }.map(Argument.init),
      subcommands: (command.subcommands ?? [])
        .filter { $0.shouldDisplay ?? true && $0.commandName != "help" }
        .map { CommandTree($0) }
    )
  }
}

extension CommandTree.Option {
  fileprivate init(_ argument: Dump.Argument) {
    self.init(
      names: (argument.names ?? []).map(\.spelling),
      valueName: argument.kind == .flag ? nil : argument.valueName ?? "value",
      isRepeated: argument.isRepeating,
      abstract: argument.abstract ?? "",
      section: argument.sectionTitle,
      completion: argument.completion
    )
  }
}

extension CommandTree.Argument {
  fileprivate init(_ argument: Dump.Argument) {
    self.init(
      valueName: argument.valueName ?? "value",
      abstract: argument.abstract ?? "",
      isOptional: argument.isOptional,
      isRepeated: argument.isRepeating,
      completion: argument.completion
    )
  }
}

/// The text as ArgumentParser writes it, as far as it is needed.
private struct Dump: Decodable {
  var command: Command

  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var arguments: [Argument]?
    var subcommands: [Command]?
  }

  struct Argument: Decodable {
    var kind: Kind
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var sectionTitle: String?
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var allValues: [String]?
    var completionKind: Completion?
  }

  enum Kind: String, Decodable {
    case positional
    case option
    case flag
  }

  struct Name: Decodable {
    var kind: String
    var name: String

    var spelling: String { (kind == "long" ? "--" : "-") + name }
  }

  /// An object with one member, whose name tells the kind.
  struct Completion: Decodable {
    var list: List?
    var file: Ignored?
    var directory: Ignored?

    struct List: Decodable {
      var values: [String]
    }

    struct Ignored: Decodable {}
  }
}

extension Dump.Argument {
  fileprivate var completion: CommandTree.Completion {
    if completionKind?.directory != nil { return .directories }
    if completionKind?.file != nil { return .files }
    if let values = completionKind?.list?.values ?? allValues { return .values(values) }
    return .nothing
  }
}

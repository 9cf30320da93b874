/// The page of the manual for a command, in the macros that every `man` knows.
package struct ManualPage: Sendable, Hashable {
  /// The words that name the command, without the program's name.
  package let path: [String]

  /// The command.
  private let command: CommandTree

  /// The program.
  private let tree: CommandTree

  /// Prepares the page of the command that some words name, nil where there is none.
  ///
  /// The program's name is none of them: its own page is that of no words.
  package init?(of path: [String], in tree: CommandTree) {
    guard let command = tree.command(at: path) else { return nil }
    self.path = path
    self.command = command
    self.tree = tree
  }

  /// Returns the pages of a program and of all its commands.
  package static func all(of tree: CommandTree) -> [ManualPage] {
    paths(below: tree, at: []).compactMap { ManualPage(of: $0, in: tree) }
  }

  /// What its file is called, such as `swiftpip-cache-info.1`.
  package var fileName: String { "\(name).1" }

  /// Returns the text of the file, for a version of the program that was made on a date, such as
  /// 2026-11-30.
  package func text(version: String, date: String) -> String {
    let title = [
      RoffText.argument(name.uppercased()), "1", date,
      RoffText.argument("\(tree.name) \(version)"), RoffText.argument("\(tree.name) manual"),
    ]
    // Neither hyphens nor blanks of one's own: names must be found and copied as they are.
    let lines =
      [".TH " + title.joined(separator: " "), ".nh", ".ad l"]
      + nameLines + synopsis + description + argumentLines + commandLines + optionLines
      + globalOptionLines + exitStatus + seeAlso
    return lines.joined(separator: "\n") + "\n"
  }

  private static func paths(below command: CommandTree, at path: [String]) -> [[String]] {
    [path] + command.subcommands.flatMap { paths(below: $0, at: path + [$0.name]) }
  }

  private var name: String { Self.name(of: path, in: tree) }

  private static func name(of path: some Sequence<String>, in tree: CommandTree) -> String {
    ([tree.name] + path).joined(separator: "-")
  }
}

/// The sections, in the order in which they stand.
extension ManualPage {
  private var nameLines: [String] {
    // Indexes of pages hold this line, without a full stop.
    let sentence = command.abstract.isEmpty ? "A command of \(tree.name)." : command.abstract
    let abstract = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    return section("name", [RoffText.line(name) + " \\- " + RoffText.inline(abstract)])
  }

  private var synopsis: [String] {
    var words = [RoffText.bold(([tree.name] + path).joined(separator: " "))]
    words += ownOptions.map { option in
      "[\(RoffText.usage(of: option))]" + (option.isRepeated ? "\\ ..." : "")
    }
    if !globalOptions.isEmpty { words.append("[\(RoffText.italic("global option"))\\ ...]") }
    words += command.arguments.map { argument in
      let word = RoffText.italic(argument.valueName) + (argument.isRepeated ? "\\ ..." : "")
      return argument.isOptional ? "[\(word)]" : word
    }
    if !command.subcommands.isEmpty { words.append(RoffText.italic("command") + "\\ ...") }
    return section("synopsis", words)
  }

  private var description: [String] {
    let paragraphs = [command.abstract, command.discussion].filter { !$0.isEmpty }
    return section(
      "description",
      Array(paragraphs.map(RoffText.paragraphs).joined(separator: [".PP"]))
    )
  }

  private var argumentLines: [String] {
    section(
      "arguments",
      command.arguments.flatMap {
        entry(RoffText.italic($0.valueName), $0.abstract, $0.completion)
      }
    )
  }

  private var commandLines: [String] {
    section("commands", command.subcommands.flatMap { entry(RoffText.bold($0.name), $0.abstract) })
  }

  private var optionLines: [String] {
    var titles: [String] = []
    for option in ownOptions where !titles.contains(option.section ?? "Options") {
      titles.append(option.section ?? "Options")
    }
    return titles.flatMap { title in
      section(title, ownOptions.filter { ($0.section ?? "Options") == title }.flatMap(entry))
    }
  }

  private var globalOptionLines: [String] {
    section("global options", globalOptions.flatMap(entry))
  }

  private var exitStatus: [String] {
    guard !command.isProgramOfItsOwn else { return [] }
    let meanings = [
      ("0", "The command did what it was asked for."),
      ("1", "The command failed; an error says why."),
      ("2", "The command did its work and the answer is \"no\"."),
      ("64", "The command line cannot be understood."),
      ("130", "The user interrupted the command."),
    ]
    return section("exit status", meanings.flatMap { entry(RoffText.bold($0), $1) })
  }

  private var seeAlso: [String] {
    let above = path.indices.map { path[..<$0] }
    let below = command.subcommands.map { path[...] + [$0.name] }
    let pages = (above + below).map { RoffText.bold(Self.name(of: $0, in: tree)) + "(1)" }
    return section("see also", pages.indices.map { pages[$0] + ($0 < pages.count - 1 ? "," : "") })
  }
}

extension ManualPage {
  /// The options that only some commands have.
  private var ownOptions: [CommandTree.Option] {
    command.options.filter { option in !globalOptions.contains { $0.names == option.names } }
  }

  /// The options of the program: every command has them.
  private var globalOptions: [CommandTree.Option] {
    command.isProgramOfItsOwn ? [] : tree.options
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [".SH " + RoffText.argument(title.uppercased())] + lines
  }

  private func entry(_ option: CommandTree.Option) -> [String] {
    let names = option.names.map(RoffText.bold).joined(separator: ", ")
    let value = option.valueName.map { " " + RoffText.italic($0) } ?? ""
    return entry(names + value, option.abstract, option.completion)
  }

  private func entry(
    _ tag: String,
    _ abstract: String,
    _ completion: CommandTree.Completion = .nothing
  ) -> [String] {
    var lines = [".TP", tag] + RoffText.paragraphs(abstract)
    if case .values(let values) = completion, !values.isEmpty {
      lines.append("One of " + values.map(RoffText.bold).joined(separator: ", ") + ".")
    }
    return lines
  }
}

internal import ArgumentParser
internal import PipPluginKit
internal import PipRegistry

/// The arguments of a call, with the words that name the command told from the rest.
struct CommandWords {
  /// The words that name a command and its groups, as far as there are such.
  let path: [String]

  /// Everything else, in its order.
  let rest: [String]

  /// The command that the words name, nil where they name none or only a group.
  private let leaf: (any PluginCommand.Type)?

  init(_ invocation: Invocation, _ registry: Registry) {
    var path: [String] = []
    var rest = invocation.arguments
    var leaf: (any PluginCommand.Type)?
    var candidates = registry.commands
    for index in invocation.words where leaf == nil {
      let word = invocation.arguments[index]
      guard let command = candidates.first(where: { $0._commandName == word }) else { break }
      rest.remove(at: index - path.count)
      path.append(word)
      leaf = command as? any PluginCommand.Type
      candidates = command.configuration.subcommands
    }
    self.path = path
    self.rest = rest
    self.leaf = leaf
  }

  /// The same call with the command's words in front: options then stand where they belong.
  var argumentsWordsFirst: [String] { path + rest }

  /// Parses the command that the words name.
  ///
  /// - Throws: `UsageError` where they name none, or what stands behind them is not as it should be; `PlainAnswer`
  ///   where help is asked for.
  func parseLeaf() throws -> any PluginCommand {
    guard let leaf else {
      throw UsageError.unknownCommand(path.joined(separator: " "), nearest: nil)
    }
    do {
      return try leaf.parse(rest)
    } catch {
      guard leaf.exitCode(for: error) != .success else {
        throw PlainAnswer(text: leaf.fullMessage(for: error))
      }
      let words = (["swiftpip"] + path).joined(separator: " ")
      throw UsageError.rejected(message: leaf.message(for: error), help: "\(words) --help")
    }
  }

  /// Parses the command without its groups and the root, which takes half the time of parsing the
  /// whole tree.
  ///
  /// Nil where that does not succeed: parsed from the root, the same call then gets its words.
  func parsedLeaf() -> (any PluginCommand)? {
    guard let leaf else { return nil }
    return try? leaf.parse(rest)
  }
}

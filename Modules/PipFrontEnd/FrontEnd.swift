internal import ArgumentParser
internal import PipConfiguration
public import PipPluginKit
internal import PipRegistry
internal import PipSystem

/// A program made of plugins, from its arguments to its exit status.
public enum FrontEnd<Host: PluginHost> {
  /// Runs the command that the process was called with.
  public static func run() async -> ExitStatus {
    StandardStreams.prepare()
    return await run(in: .ofThisProcess())
  }

  /// Runs the command that a world asks for.
  static func run(in world: World) async -> ExitStatus {
    let invocation = Invocation(world.arguments)
    let console = Console(world, color: invocation.color)
    let renderer = Renderer(console: console, format: invocation.format)
    let registry = Registry(collecting: Host.plugins)
    do {
      let command = try parse(invocation, registry)
      let run = CommandRun(world: world, invocation: invocation, registry: registry)
      return await run.run(command, with: renderer)
    } catch {
      return renderer.fail(error, as: invocation.commandWord ?? "swiftpip", registry)
    }
  }

  /// Turns arguments into a command, or throws what is to be said instead.
  private static func parse(
    _ invocation: Invocation,
    _ registry: Registry
  ) throws -> any PluginCommand {
    let names = registry.commandNames + [Completion<Host>._commandName, "help"]
    if let word = invocation.commandWord, !names.contains(word) {
      if let command = invocation.laterWords.first(where: names.contains) {
        throw UsageError.misplacedWord(word, command: command)
      }
      throw UsageError.unknownCommand(
        word,
        nearest: Suggestion.nearest(to: word, among: names)
      )
    }
    if let option = invocation.endlessOption {
      throw UsageError.rejected(
        message: "unknown option '\(option.prefix(64))...'",
        help: "swiftpip --help"
      )
    }
    let words = CommandWords(invocation, registry)
    if let command = words.parsedLeaf() { return command }
    do {
      var parsed = try Root<Host>.parseAsRoot(words.argumentsWordsFirst)
      if let command = parsed as? any PluginCommand { return command }
      if parsed is Root<Host> { throw PlainAnswer(text: Root<Host>.helpMessage()) }
      if let group = registry.path(of: type(of: parsed)) {
        throw UsageError.missingCommand(group: "swiftpip \(group)")
      }
      // What is left is ArgumentParser's own: it answers by throwing.
      try parsed.run()
      throw PlainAnswer(text: "")
    } catch let error as UsageError {
      throw error
    } catch let error as PlainAnswer {
      throw error
    } catch {
      throw answer(to: error, help: (["swiftpip"] + words.path).joined(separator: " ") + " --help")
    }
  }

  /// Translates what ArgumentParser throws: help and version are answers, the rest is misuse.
  private static func answer(to error: any Error, help: String) -> any Error {
    guard Root<Host>.exitCode(for: error) != .success else {
      return PlainAnswer(text: Root<Host>.fullMessage(for: error))
    }
    return UsageError.rejected(message: Root<Host>.message(for: error), help: help)
  }
}

/// Text that answers by itself: help, or the version.
struct PlainAnswer: Error {
  var text: String
}

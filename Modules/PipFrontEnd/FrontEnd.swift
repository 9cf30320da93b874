internal import ArgumentParser
internal import PipConfiguration
internal import PipPluginKit
internal import PipRegistry
internal import PipSystem

/// A program made of plugins, from its arguments to its exit status.
public enum FrontEnd<Host: PluginHost> {
  /// Runs the command that the process was called with, and ends the process.
  ///
  /// It runs here until it has to wait, as hardly any command has to that answers at once. The rest runs
  /// wherever the runtime has it run. An asynchronous `main` would end this thread then, for which the C
  /// library loads another library: docs/decisions/0002-start-up.md.
  public static func main() -> Never {
    if #available(macOS 26, *) {
      Task.immediate { await run() }
    } else {
      Task { await run() }
    }
    ProcessFacts.leaveToOthers()
  }

  private static func run() async {
    StandardStreams.prepare()
    OpenFiles.prepare()
    await run(in: .ofThisProcess()).exit()
  }

  /// Runs the command that a world asks for.
  static func run(in world: World) async -> ExitStatus {
    let invocation = Invocation(world.arguments)
    let console = Console(world, color: invocation.color)
    let renderer = Renderer(console: console, format: invocation.format)
    let registry = Registry(collecting: Host.plugins, checking: invocation.allWords)
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
    try checkWords(of: invocation, registry)
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
      if parsed is Root<Host> {
        // Programs ask for a document, and help is none.
        guard invocation.format == .human else {
          throw UsageError.missingCommand(group: "swiftpip")
        }
        throw PlainAnswer(text: Root<Host>.helpMessage())
      }
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

  /// Refuses words that should name a command and do not, with the nearest that do.
  private static func checkWords(of invocation: Invocation, _ registry: Registry) throws {
    let own = [Completion<Host>._commandName, "help"]
    var words = invocation.allWords[...]
    var names = registry.commandNames + own
    var candidates = registry.commands
    var path = ""
    if words.first == "help" { words.removeFirst() }
    while let word = words.popFirst() {
      guard names.contains(word) else {
        if path.isEmpty, let command = words.first(where: names.contains) {
          throw UsageError.misplacedWord(word, command: command)
        }
        let nearest = Suggestion.nearest(to: word, among: names)
        throw UsageError.unknownCommand(path + word, nearest: nearest.map { path + $0 })
      }
      candidates = candidates.first { $0._commandName == word }?.configuration.subcommands ?? []
      // What stands behind a command that has no others below it is its own business.
      guard !candidates.isEmpty else { return }
      names = candidates.map { $0._commandName }
      path += "\(word) "
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

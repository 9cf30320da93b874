internal import ArgumentParser
internal import PipConfiguration
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipRegistry
internal import PipSystem

/// A program made of plugins, from its arguments to its exit status.
///
/// ```swift
/// enum TeamSwiftpip: PluginHost {
///   static var plugins: [any Plugin] { SwiftpipPlugins.all + [TeamPlugin()] }
/// }
///
/// @main struct Program {
///   static func main() { FrontEnd<TeamSwiftpip>.main() }
/// }
/// ```
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
    let line = Invocation(world.arguments)
    let registry = Registry(collecting: Host.plugins, checking: line.allWords)
    let call = Outsiders.call(in: world, line, besides: registry)
    let invocation = call?.invocation ?? line
    let console = Console(world, color: invocation.color)
    let renderer = Renderer(console: console, format: invocation.format)
    let outsiders = call?.outsiders ?? Outsiders(in: world, invocation, besides: registry)
    let run = CommandRun(
      world: world,
      invocation: invocation,
      registry: registry,
      outsiders: outsiders
    )
    do {
      guard let call else {
        let command = try parse(invocation, registry, outsiders)
        return await run.run(command, with: renderer)
      }
      switch try call.outsiders.request(
        call.plugin,
        namedAt: call.name,
        console,
        invocation.format
      ) {
      case .run(let command): return await run.run(command, with: renderer)
      case .become(let plugin, let arguments): try call.outsiders.become(plugin, arguments)
      }
    } catch {
      return renderer.fail(error, as: invocation.commandWord ?? "swiftpip", registry)
    }
  }

  /// Turns arguments into a command, or throws what is to be said instead.
  private static func parse(
    _ invocation: Invocation,
    _ registry: Registry,
    _ outsiders: Outsiders?
  ) throws -> ReadyCommand {
    try checkWords(of: invocation, registry, outsiders)
    if let option = invocation.endlessOption {
      throw UsageError.rejected(
        message: "unknown option '\(option.prefix(64))...'",
        help: "swiftpip --help"
      )
    }
    let words = CommandWords(invocation, registry)
    if let command = words.parsedLeaf() { return ReadyCommand(command, registry) }
    do {
      var parsed = try Root<Host>.parseAsRoot(words.argumentsWordsFirst)
      if let command = parsed as? any PluginCommand { return ReadyCommand(command, registry) }
      if parsed is Root<Host> {
        // Programs ask for a document, and help is none.
        guard invocation.format == .human else {
          throw UsageError.missingCommand(group: "swiftpip")
        }
        throw PlainAnswer(text: help(Root<Host>.helpMessage(), outsiders))
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
      throw answer(
        to: error,
        help: (["swiftpip"] + words.path).joined(separator: " ") + " --help",
        words.path.isEmpty ? outsiders : nil
      )
    }
  }

  /// Refuses words that should name a command and do not, with the nearest that do.
  private static func checkWords(
    of invocation: Invocation,
    _ registry: Registry,
    _ outsiders: Outsiders?
  ) throws {
    var words = invocation.allWords[...]
    var names = registry.commandNames + PluginName.ofSwiftpip.sorted()
    var candidates = registry.commands
    var path = ""
    if words.first == "help" {
      words.removeFirst()
      if let word = words.first, let plugin = outsiders?.owner(of: word) {
        throw PlainAnswer(text: try ExternalHelp.text(of: word, of: plugin))
      }
    }
    while let word = words.popFirst() {
      guard names.contains(word) else {
        if path.isEmpty, let command = words.first(where: names.contains) {
          throw UsageError.misplacedWord(word, command: command)
        }
        if path.isEmpty, let search = outsiders?.search {
          if let manifest = search.lone[word] { throw manifest }
          names += search.owners.keys.sorted()
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
  private static func answer(
    to error: any Error,
    help: String,
    _ outsiders: Outsiders?
  ) -> any Error {
    guard Root<Host>.exitCode(for: error) != .success else {
      let text = Root<Host>.fullMessage(for: error)
      return PlainAnswer(text: text == Root<Host>.helpMessage() ? self.help(text, outsiders) : text)
    }
    return UsageError.rejected(message: Root<Host>.message(for: error), help: help)
  }

  /// The help of the program itself, with what external plugins add.
  private static func help(_ text: String, _ outsiders: Outsiders?) -> String {
    guard let commands = outsiders?.search.commands, !commands.isEmpty else { return text }
    let section = ExternalHelp.list(commands)
    // ArgumentParser ends with where to find more.
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    let end = lines.popLast() ?? ""
    return (lines + ["\(section)\n", end]).joined(separator: "\n")
  }
}

/// Text that answers by itself: help, or the version.
struct PlainAnswer: Error {
  var text: String
}

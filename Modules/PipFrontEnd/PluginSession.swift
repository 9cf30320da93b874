internal import ArgumentParser
internal import FoundationEssentials
internal import PipCommandTree
internal import PipConfiguration
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipRegistry
internal import PipSystem
internal import SystemPackage

/// One conversation of a plugin with its host, seen from the plugin (`docs/formats/plugin-protocol-1.md`).
struct PluginSession: Sendable {
  private let plugin: any Plugin
  private var world: World
  private let registry: Registry

  init(_ plugin: any Plugin, in world: World) {
    self.plugin = plugin
    self.world = world
    registry = Registry(collecting: [plugin])
  }

  // MARK: The manifest

  /// Prints the manifest.
  func showManifest() {
    let manifest = WrittenManifest(
      name: plugin.name,
      // A manifest has a version.
      version: plugin.version.isEmpty ? "0" : plugin.version,
      abstract: plugin.abstract,
      commands: registry.commands.map { WrittenManifest.Command($0) },
      hooks: hooks
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(manifest) else { return }
    try? world.write(Array(bytes) + [UInt8(ascii: "\n")], .data)
  }

  private var hooks: [WrittenManifest.Hook] {
    let moments: [(HookMoment, PluginManifest.Hook.Moment)] = [
      (.before, .beforeCommand), (.after, .afterCommand),
    ]
    let hooks = registry.hooks.flatMap { hook in
      moments.filter { hook.moments.contains($0.0) }.map { _, moment in
        WrittenManifest.Hook(
          name: Self.name(of: hook.name, moment),
          when: moment.rawValue,
          commands: hook.commands
        )
      }
    }
    let finding = PluginManifest.Hook.Moment.afterFinding.rawValue
    return hooks
      + registry.findingHooks.map {
        WrittenManifest.Hook(name: $0.name, when: finding, commands: [])
      }
  }

  /// A hook of the kit may have two moments, one of a manifest has one.
  private static func name(of hook: String, _ moment: PluginManifest.Hook.Moment) -> String {
    moment == .beforeCommand ? "\(hook).before" : hook
  }

  /// Says how the program is to be used, to whom calls it by hand.
  func explain() {
    let text = """
      This is the plugin "\(plugin.name)" of swiftpip: run swiftpip, not this.
      With --manifest it prints its manifest, which belongs beside it as swiftpip-\(plugin.name).json.

      """
    try? world.write(Array(text.utf8), .talk)
  }

  // MARK: The conversation

  /// Greets, reads the request, and answers it.
  mutating func answer() async {
    let voice = PluginVoice(world.write)
    voice.say(.greeting(name: plugin.name))
    guard let line = world.readMessage() else { return }
    do {
      guard let request = try? JSONDecoder().decode(HeardRequest.self, from: Data(line)) else {
        throw PluginSessionError.unreadable
      }
      world.program = request.hostPath.map { FilePath(systemText: $0) } ?? world.program
      switch request.type {
      case "request": try await answer(request, voice)
      case "hook": await notify(request, voice)
      default: throw PluginSessionError.unknownRequest(request.type)
      }
    } catch let answer as PlainAnswer {
      var page = Page()
      for line in answer.text.split(separator: "\n", omittingEmptySubsequences: false) {
        page.line("\(line)")
      }
      try? voice.sayReport(NoReport(), page)
    } catch {
      let diagnostic =
        (error as? any Explainable)?.diagnostic
        ?? Diagnostic(.error, code: "\(plugin.name).failed", message: "\(error)")
      voice.say(.failure(diagnostic))
    }
  }

  private func answer(_ request: HeardRequest, _ voice: PluginVoice) async throws {
    let arguments = [request.command ?? ""] + request.words
    let invocation = Invocation(request.globalArguments + arguments)
    let words = CommandWords(invocation, registry)
    let command = ReadyCommand(try words.parseLeaf(), registry)
    let run = CommandRun(
      world: world,
      invocation: invocation,
      registry: registry,
      outsiders: nil
    )
    let context = run.context(
      for: command.facts,
      command.global,
      sections: command.sections,
      pipOptions: command.pipOptions,
      showProgress: { voice.say(.progress($0)) },
      confirm: nil
    )
    let report = try await command.answer(context)
    for diagnostic in report.diagnostics { voice.say(.diagnostic(diagnostic)) }
    var page = Page()
    report.write(to: &page, verbosity: command.global.verbosity)
    try voice.sayReport(report, page)
  }

  private func notify(_ request: HeardRequest, _ voice: PluginVoice) async {
    let invocation = Invocation(request.globalArguments)
    let facts = CommandFacts(
      name: request.command ?? "",
      effect: request.effect == "installs" ? .installs : .reads
    )
    let global = (try? GlobalOptions.parse(request.globalArguments)) ?? GlobalOptions()
    let run = CommandRun(
      world: world,
      invocation: invocation,
      registry: registry,
      outsiders: nil
    )
    let context = run.context(for: facts, global, sections: [], showProgress: nil, confirm: nil)
    let notices = await notices(for: request, facts, in: context)
    var page = Page()
    for line in notices.flatMap(\.lines) { page.line(line) }
    try? voice.sayReport(NoReport(), page)
  }

  private func notices(
    for request: HeardRequest,
    _ facts: CommandFacts,
    in context: Context
  ) async -> [Notice] {
    switch request.when.flatMap(PluginManifest.Hook.Moment.init) {
    case .beforeCommand:
      let hook = registry.hooks.first { Self.name(of: $0.name, .beforeCommand) == request.hook }
      guard let hook, hook.concerns(facts) else { return [] }
      return await hook.run(before: facts, in: context)
    case .afterCommand:
      guard let hook = registry.hooks.first(where: { $0.name == request.hook }),
        hook.concerns(facts)
      else { return [] }
      return await hook.run(after: facts, in: context)
    case .afterFinding:
      let hook = registry.findingHooks.first { $0.name == request.hook }
      guard let hook, let finding = request.finding?.finding else { return [] }
      return await hook.run(after: finding, in: context)
    case nil: return []
    }
  }
}

/// A report that says nothing.
private struct NoReport: Report {
  struct Result: Encodable, Sendable {}

  var result: Result { Result() }

  func write(to page: inout Page, verbosity: Verbosity) {}
}

/// Why a plugin does not understand its host.
enum PluginSessionError: Error, Hashable, Explainable {
  case unreadable
  case unknownRequest(String)

  var diagnostic: Diagnostic {
    switch self {
    case .unreadable:
      Diagnostic(
        .error,
        code: "plugin.unknown-request",
        message: "the plugin does not understand what it is asked for",
        hint: "swiftpip is newer than the plugin: build it again"
      )
    case .unknownRequest(let type):
      Diagnostic(
        .error,
        code: "plugin.unknown-request",
        message: "the plugin does not know what a \"\(type)\" is",
        hint: "swiftpip is newer than the plugin: build it again"
      )
    }
  }
}

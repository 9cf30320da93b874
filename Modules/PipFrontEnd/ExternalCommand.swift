internal import ArgumentParser
internal import PipConfiguration
internal import PipDiagnostics
internal import PipExternalPlugins
internal import PipPaths
internal import PipPluginKit
internal import PipSystem

/// A command of an external plugin, from its words to its answer.
struct ExternalCommand {
  private let plugin: ExternalPlugin
  private let command: PluginManifest.Command
  private let words: ExternalWords
  private let admission: PluginAdmission

  /// Creates a command that does not run yet.
  ///
  /// - Parameters:
  ///   - command: the command, as the plugin's manifest has it.
  ///   - plugin: the plugin.
  ///   - words: what stands on the command line.
  ///   - admission: who may run.
  init(
    _ command: PluginManifest.Command,
    of plugin: ExternalPlugin,
    _ words: ExternalWords,
    _ admission: PluginAdmission
  ) {
    self.command = command
    self.plugin = plugin
    self.words = words
    self.admission = admission
  }

  /// Returns the command as the front end runs any.
  ///
  /// - Throws: `UsageError` where an option that every command has is not as it should be.
  func ready() throws(UsageError) -> ReadyCommand {
    let global: GlobalOptions
    do {
      global = try GlobalOptions.parse(words.global)
    } catch {
      throw .rejected(
        message: GlobalOptions.message(for: error),
        help: "swiftpip \(command.name) --help"
      )
    }
    return ReadyCommand(
      facts: CommandFacts(name: command.name, effect: command.effect),
      global: global,
      sections: [command.name],
      answer: { try await answer(in: $0) }
    )
  }

  private func answer(in context: Context) async throws -> any Report {
    let depth = PluginDepth(in: context.surroundings.environment)
    guard !depth.isTooMuch else { throw PluginRefusal.tooDeep(plugin) }
    let warning = try admission.admit(plugin)
    var request = PluginRequest(.command(command.name, arguments: words.own), from: context)
    request.environment = try await Self.environment(in: context)
    let settings = try await context.cacheSettings()
    request.cacheDirectory = settings.directory.directory?.systemText
    // A plugin that asks no index does not care whether it is said in a way that can be read.
    request.index = try? PluginRequest.Index(settings)
    let environment = depth.below(context.surroundings.environment)
    let outcome = await PluginProcess(plugin, environment: environment)
      .run(request, showing: context.showProgress)
    switch outcome.answer {
    case .success(var report):
      report.diagnostics += [warning].compactMap(\.self)
      return report
    case .failure(let failure): throw Unanswered(failure.diagnostic(of: plugin, outcome.talk))
    }
  }

  /// Returns the environment; a machine without a Python has none, and a plugin may do without.
  private static func environment(
    in context: Context
  ) async throws -> PluginRequest.TargetEnvironment? {
    do {
      return PluginRequest.TargetEnvironment(try await context.settings())
    } catch PathsError.notOnSearchPath {
      return nil
    }
  }
}

/// A plugin gave no answer.
struct Unanswered: Error, Explainable {
  let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

internal import ArgumentParser
internal import PipCaptures
internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipFiles
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Compares environments and captures: `swiftpip env diff`.
struct EnvironmentDiffCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Tells how two environments or captures differ.",
    discussion: """
      Versions, files as RECORD has them and as they are, installers, what was asked for by name, \
      origins, interpreters. Paths do not count. Ends with 2 where something differs.
      """
  )

  @Argument(
    help: ArgumentHelp("An environment's folder, an interpreter or a capture.", valueName: "a"),
    completion: .file()
  )
  var first: String

  @Argument(help: ArgumentHelp("Another one.", valueName: "b"), completion: .file())
  var second: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> EnvironmentDiffReport {
    var unpacked: [FilePath] = []
    defer { for folder in unpacked { try? folder.removeTree() } }
    var sides: [EnvironmentDifference.Side] = []
    for text in [first, second] {
      sides.append(try await Self.side(text, &unpacked, in: context))
    }
    return EnvironmentDiffReport(difference: EnvironmentDifference(from: sides[0], to: sides[1]))
  }

  private static func side(
    _ text: String,
    _ unpacked: inout [FilePath],
    in context: Context
  ) async throws -> EnvironmentDifference.Side {
    let path = EnvironmentRestoreCommand.absolute(text, in: context)
    let isFile = text == "-" || (try? path.status().kind) != .directory
    if isFile, !path.isExecutableByRealUser() || text == "-" {
      let captured = try CapturedSource.open(text) {
        let folder = try TemporaryFolder.make(in: context.surroundings.environment)
        unpacked.append(folder)
        return folder
      }
      return .captured(captured)
    }
    let program = isFile ? path : path.appending("bin").appending("python")
    let location = try InterpreterLocation(
      inspecting: program,
      chosenBy: .requested(.flag("python"))
    )
    let environment = PythonEnvironment(
      location,
      environment: context.surroundings.environment,
      // What is compared need not be what the cache is found by.
      cacheDirectory: (try? await context.cacheSettings())?.directory.directory
    )
    return .installed(try await environment.distributions(), try await environment.facts())
  }
}

/// The answer of `swiftpip env diff`.
struct EnvironmentDiffReport: Report {
  struct Result: Encodable, Sendable {
    struct Change: Encodable, Sendable {
      let name: String
      let before: String?
      let after: String?
      let differs: [String]
    }

    struct Fact: Encodable, Sendable {
      let name: String
      let before: String
      let after: String
    }

    let added: [Change]
    let removed: [Change]
    let changed: [Change]
    let interpreter: [Fact]
  }

  let difference: EnvironmentDifference

  private typealias Change = EnvironmentDifference.Change

  private var added: [Change] { difference.distributions.filter { $0.before == nil } }
  private var removed: [Change] { difference.distributions.filter { $0.after == nil } }
  private var changed: [Change] {
    difference.distributions.filter { $0.before != nil && $0.after != nil }
  }

  var result: Result {
    func encoded(_ changes: [Change]) -> [Result.Change] {
      changes.map {
        Result.Change(
          name: $0.name,
          before: $0.before,
          after: $0.after,
          differs: $0.aspects.map(\.rawValue)
        )
      }
    }
    return Result(
      added: encoded(added),
      removed: encoded(removed),
      changed: encoded(changed),
      interpreter: difference.interpreter.map {
        Result.Fact(name: $0.name, before: $0.before, after: $0.after)
      }
    )
  }

  var exitStatus: ExitStatus { difference.isEmpty ? .success : .no }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard !difference.isEmpty else {
      page.line("no difference")
      return
    }
    page.table(
      removed.map { row("-", .bad, $0, $0.before ?? "") }
        + added.map { row("+", .good, $0, $0.after ?? "") }
        + changed.map { row("~", .warning, $0, Self.words($0)) }
    )
    for fact in difference.interpreter {
      page.line("interpreter: \(fact.name) \(fact.before) -> \(fact.after)")
    }
  }

  private func row(
    _ sign: String,
    _ style: Page.Style,
    _ change: Change,
    _ words: String
  ) -> [Page.Span] {
    [Page.Span(sign, style), Page.Span(change.name), Page.Span(words)]
  }

  private static func words(_ change: Change) -> String {
    let versions = "\(change.before ?? "") -> \(change.after ?? "")"
    let others = change.aspects.filter { $0 != .version }.map(\.rawValue)
    guard change.aspects.contains(.version) else {
      return "other \(others.joined(separator: ", "))"
    }
    return others.isEmpty ? versions : "\(versions), other \(others.joined(separator: ", "))"
  }
}

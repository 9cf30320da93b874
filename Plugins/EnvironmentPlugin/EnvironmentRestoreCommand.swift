internal import ArgumentParser
internal import PipArchives
internal import PipCaptures
internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Makes an environment alive again: `swiftpip env restore`.
struct EnvironmentRestoreCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Makes a captured environment alive again, offline: all of it or nothing.",
    discussion: """
      Every file is compared with what the capture says before anything is seen; a wheel that was unpacked \
      before is not read again. The interpreter is \
      the one that --python names, and must be of the same version but for its last number. A folder \
      that is there is refused, unless nothing is in it, or "--replace" is said and it is an \
      environment.
      """
  )

  static let effect = CommandEffect.installs

  static var pipSections: [String] { ["install"] }

  @Argument(
    help: ArgumentHelp("The captured environment; \"-\" is standard input.", valueName: "file"),
    completion: .file()
  )
  var file: String

  @Argument(help: ArgumentHelp("Where to make it.", valueName: "dir"), completion: .directory)
  var directory: String

  @Flag(name: .customLong("replace"), help: "Put it in place of the environment that is there.")
  var isReplacing = false

  @Flag(name: .customLong("compile"), help: "Compile modules, as pip does.")
  var isCompiling = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  var madeEnvironment: String? { directory }

  func validate() throws {
    guard !directory.isEmpty else { throw ValidationError("a folder has a name") }
  }

  func run(in context: Context) async throws -> EnvironmentRestoreReport {
    let access = try await EnvironmentAccess.begin(in: context)
    let restoration = EnvironmentRestoration(
      to: Self.absolute(directory, in: context),
      access.facts,
      isReplacing: isReplacing,
      through: access.store,
      now: context.clock()
    )
    let place = try restoration.begin()
    defer { restoration.abandon(place) }
    let captured = try CapturedSource.open(file) {
      let folder = place.path.appending("wheels")
      do throws(SystemFailure) {
        try folder.makeDirectory(permissions: .ownerReadWriteExecute)
      } catch {
        throw CapturesError.notWritten(error)
      }
      return folder
    }
    let base = Interpreter(
      executable: FilePath(systemText: access.facts.baseExecutable),
      environment: context.surroundings.environment,
      patience: .seconds(600)
    )
    let (directory, isCompiling) = (restoration.directory, isCompiling)
    let outcome = try await restoration.run(captured, in: place) { home in
      if isCompiling { try await base.compileModules(in: home, asIfIn: directory) }
    }
    return EnvironmentRestoreReport(
      directory: restoration.directory,
      outcome: outcome,
      captured: captured
    )
  }

  /// Returns a path as it is from the root, links kept.
  static func absolute(_ text: String, in context: Context) -> FilePath {
    let path = FilePath(systemText: text)
    let whole =
      path.isAbsolute ? path : (context.surroundings.process.workingDirectory ?? "/").pushing(path)
    return whole.lexicallyNormalized()
  }
}

/// The answer of `swiftpip env restore`.
struct EnvironmentRestoreReport: Report {
  struct Result: Encodable, Sendable {
    let directory: String
    let interpreter: String
    let distributions: Int
    let identity: String
    let fit: String
    let differences: [String]
    let replaced: Bool
    let omitted: [String: EncodedOmission]
  }

  let directory: FilePath
  let outcome: EnvironmentRestoration.Outcome
  let captured: CapturedEnvironment

  private var differences: [String] {
    if case .compatible(let differences) = outcome.fit { differences } else { [] }
  }

  var result: Result {
    Result(
      directory: directory.systemText,
      interpreter: outcome.interpreter.systemText,
      distributions: captured.description.distributions.count,
      identity: captured.manifest.identity.hexadecimal,
      fit: differences.isEmpty ? "exact" : "compatible",
      differences: differences,
      replaced: outcome.hasReplaced,
      omitted: captured.manifest.omitted.mapValues(EncodedOmission.init)
    )
  }

  var diagnostics: [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if !outcome.hasActivation {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "capture.no-activation",
          message: "the interpreter has no scripts that activate environments",
          hint: "install its package of venv; without them call \(outcome.interpreter.systemText)"
        )
      )
    }
    for (name, omission) in captured.manifest.omitted.sorted(by: { $0.key < $1.key }) {
      diagnostics.append(
        Diagnostic(
          .warning,
          code: "capture.left-out",
          message: "\(name) \(omission.version) is not there: it was \(omission.reason)",
          hint: omission.commit.map { "install it from its source, at \($0)" }
            ?? "install it from its source"
        )
      )
    }
    return diagnostics
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    let count = captured.description.distributions.count
    page.line("restored \(count.distributions) in \(directory.systemText)")
    var pairs: [(name: String, value: String)] = [
      ("interpreter", outcome.interpreter.systemText)
    ]
    if differences.isEmpty {
      pairs.append(("fits", "exactly"))
    } else {
      for difference in differences { pairs.append(("differs", difference)) }
    }
    if outcome.hasActivation {
      let script = outcome.interpreter.removingLastComponent().appending("activate")
      pairs.append(("activate", ". \(ShellWord(script.systemText))"))
    }
    page.list(pairs)
  }
}

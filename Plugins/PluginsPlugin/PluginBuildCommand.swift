internal import ArgumentParser
internal import FoundationEssentials
internal import PipConfiguration
internal import PipDiagnostics
internal import PipFiles
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Builds a swiftpip that has plugins compiled in: `swiftpip plugin build`.
struct PluginBuildCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds a swiftpip that has plugins compiled in.",
    discussion: """
      A package says by its products which plugins it has: each library whose name ends in "Plugin" is one. The \
      program is tried before it is put in place. It takes a Swift toolchain, and minutes the first time.
      """
  )

  @Option(
    name: .customLong("with"),
    help: ArgumentHelp(
      "A package with plugins: a folder, or a repository (repeatable).",
      valueName: "path|url[@version]"
    ),
    completion: .directory
  )
  var packages: [String] = []

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Where to put it (default: swiftpip-with-plugins).", valueName: "file"),
    completion: .file()
  )
  var output: String?

  @OptionGroup var options: BuildOptions

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    guard !packages.isEmpty else { throw ValidationError("name a package with --with") }
  }

  func run(in context: Context) async throws -> PluginBuildReport {
    guard !context.isOffline else { throw SwiftToolError.offline }
    let tool = SwiftTool(environment: context.surroundings.environment)
    let folder = try BuildFolder("plugin-build", scratch: options.scratch, in: context)
    let kit = try await KitSearch.find(options.kit, in: context)
      .folder(below: folder.path, with: tool)
    let found = try await packages(in: folder, kit, with: tool, in: context)
    let plugins = found.flatMap(\.plugins)
    let recipe = BuildRecipe(
      packages: found,
      kit: kit,
      products: ["PipFrontEnd", "SwiftpipPlugins"],
      program: """
        enum Host: PluginHost {
          static var plugins: [any Plugin] {
            SwiftpipPlugins.all + [\(plugins.map { "\($0)()" }.joined(separator: ", "))]
          }
        }

        @main struct Program {
          static func main() { FrontEnd<Host>.main() }
        }

        """
    )
    let program = try await folder.build(recipe, options, with: tool)
    let added = try await verify(program, plugins, with: tool)
    let start = context.surroundings.process.workingDirectory ?? "/"
    let target = start.pushing(FilePath(systemText: output ?? "swiftpip-with-plugins"))
    try Self.install(program, at: target)
    return PluginBuildReport(program: target, plugins: added)
  }

  /// Finds the packages that are named, each with a plugin.
  private func packages(
    in folder: BuildFolder,
    _ kit: FilePath,
    with tool: SwiftTool,
    in context: Context
  ) async throws -> [PluginPackage] {
    var found: [PluginPackage] = []
    for text in packages {
      let source = try await PackageLocation(text, in: context)
        .folder(below: folder.path, with: tool)
      let package = try await PluginPackage.read(source, with: tool.using(kit: kit))
      guard !package.plugins.isEmpty else { throw PackageError.noPlugin(source) }
      found.append(package)
    }
    return found
  }

  /// Runs the program, and returns the names of the plugins that were built in, by their modules.
  private func verify(
    _ program: FilePath,
    _ modules: [String],
    with tool: SwiftTool
  ) async throws -> [String] {
    let bytes = try await tool.output(
      of: program.systemText,
      ["plugin", "list", "--format", "json", "--no-plugins"]
    )
    guard let list = try? JSONDecoder().decode(WrittenList.self, from: Data(bytes)) else {
      throw BuildError.silent
    }
    // What is left out is told, and then not all of them are there.
    if let problem = list.diagnostics.first {
      throw BuildError.clash(problem.message, problem.causes ?? [])
    }
    return try modules.map { module in
      guard let row = list.result.plugins.first(where: { $0.module == module }) else {
        throw BuildError.missing(module)
      }
      return row.name
    }
  }

  private struct WrittenList: Decodable {
    struct Result: Decodable {
      struct Row: Decodable {
        let name: String
        let module: String?
      }

      let plugins: [Row]
    }

    struct Problem: Decodable {
      let message: String
      let causes: [String]?
    }

    let result: Result
    let diagnostics: [Problem]
  }

  private static func install(_ program: FilePath, at target: FilePath) throws {
    let source = try OwnedDescriptor.openRegularFile(program)
    do throws(SystemFailure) {
      var draft = try FileDraft.begin(for: target)
      do throws(SystemFailure) {
        while true {
          let bytes = try source.read(atMost: 1 << 20)
          guard !bytes.isEmpty else { break }
          // Bytes have no gaps between them.
          try draft.append(unsafe bytes.span.bytes)
        }
      } catch {
        draft.discard()
        throw error
      }
      try draft.publish(permissions: [
        .ownerReadWriteExecute, .groupRead, .groupExecute, .otherRead, .otherExecute,
      ])
    } catch {
      throw BuildError.notWritten(target, error)
    }
  }
}

/// Options of commands that build.
struct BuildOptions: ParsableArguments {
  /// How it is built.
  enum Configuration: String, ExpressibleByArgument, CaseIterable {
    case debug
    case release

    static var allValueStrings: [String] { allCases.map(\.rawValue) }
    static var allValueDescriptions: [String: String] { [:] }
  }

  @Option(
    name: .customLong("kit"),
    help: ArgumentHelp(
      "The source of swiftpip (default: SWIFTPIP_KIT, else what was installed with it, else where it was built).",
      valueName: "path|url[@version]"
    ),
    completion: .directory
  )
  var kit: String?

  @Option(
    name: .customLong("scratch-path"),
    help: ArgumentHelp("Where to keep what is built, for the next time.", valueName: "dir"),
    completion: .directory
  )
  var scratch: String?

  @Option(
    name: .customLong("configuration"),
    help: "How to build: release or debug (default: release)."
  )
  var chosenConfiguration: Configuration?

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("Options of \"swift build\", behind \"--\".", valueName: "option")
  )
  var swiftOptions: [String] = []

  var configuration: Configuration { chosenConfiguration ?? .release }
}

/// Why a swiftpip with plugins is not put in place.
enum BuildError: Error, Hashable, Explainable {
  case noHome
  case foreign(FilePath)
  case silent
  case clash(String, [String])
  case missing(String)
  case notWritten(FilePath, SystemFailure)

  var diagnostic: Diagnostic {
    let (message, causes): (String, [String]) =
      switch self {
      case .noHome: ("there is no home to build it in", [])
      case .foreign(let folder):
        ("\(folder.systemText) is not yours alone", ["what is built there others could decide"])
      case .silent: ("the program that was built does not list its plugins", [])
      case .clash(let message, let causes): (message, causes)
      case .missing(let module):
        ("the program that was built has not all of the plugins", ["it has none of \(module)"])
      case .notWritten(let file, let failure):
        ("\(file.systemText) cannot be written", [failure.reason])
      }
    return Diagnostic(.error, code: "plugin.not-built", message: message, causes: causes)
  }
}

/// The answer of `swiftpip plugin build`.
struct PluginBuildReport: Report {
  struct Result: Encodable, Sendable {
    let report: PluginBuildReport

    private enum Keys: String, CodingKey { case program, programBytes, plugins }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encodePath(report.program.systemText, forKey: .program, bytesKey: .programBytes)
      try members.encode(report.plugins, forKey: .plugins)
    }
  }

  let program: FilePath
  let plugins: [String]

  var result: Result { Result(report: self) }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line("\(program.systemText) has \(plugins.joined(separator: ", ")) as well")
  }
}

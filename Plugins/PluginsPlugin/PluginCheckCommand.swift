internal import ArgumentParser
internal import FoundationEssentials
internal import PipConfiguration
internal import PipDiagnostics
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipPluginTesting
internal import PipSystem
internal import SystemPackage

/// Looks whether a plugin is as plugins should be: `swiftpip plugin check`.
struct PluginCheckCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Sees whether a plugin is as plugins should be; this runs it.",
    discussion: """
      A folder with a program and its manifest, such a program, or a package of Swift, which is built. To check a \
      plugin is to agree that it runs, this once: whether it is trusted is not asked. Ends with 2 where something is \
      wrong.
      """
  )

  @Argument(
    help: ArgumentHelp("A plugin's folder, its program, or its package.", valueName: "path"),
    completion: .file()
  )
  var path: String

  @OptionGroup var options: BuildOptions

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> PluginCheckReport {
    let start = context.surroundings.process.workingDirectory ?? "/"
    let path = start.pushing(FilePath(systemText: path)).lexicallyNormalized()
    let external = try plugins(at: path)
    var checked = external.map(\.name)
    var flaws: [PluginFlaw] = []
    for plugin in external { flaws += await ExternalCheck(plugin, in: context).flaws() }
    if (try? path.appending("Package.swift").status()) != nil {
      guard !context.isOffline else { throw SwiftToolError.offline }
      let package = try await checkPackage(path, in: context)
      checked += package.plugins
      flaws += package.flaws
    }
    guard !checked.isEmpty else { throw CheckError.nothing(path) }
    return PluginCheckReport(plugins: checked, flaws: flaws)
  }

  /// Finds the external plugins in a folder, or the one that a program is.
  private func plugins(at path: FilePath) throws(CheckError) -> [ExternalPlugin] {
    guard (try? path.status().kind) != .directory else {
      return PluginSearch.all(in: path)
    }
    let folder = path.removingLastComponent()
    let plugins = PluginSearch.all(in: folder).filter {
      $0.program == path || $0.manifestPath == path
    }
    guard !plugins.isEmpty else { throw .nothing(path) }
    return plugins
  }

  /// Builds what looks at the plugins of a package, and returns what it says.
  private func checkPackage(
    _ path: FilePath,
    in context: Context
  ) async throws -> (plugins: [String], flaws: [PluginFlaw]) {
    let tool = SwiftTool(environment: context.surroundings.environment)
    let package = try await PluginPackage.read(path, with: tool)
    guard !package.plugins.isEmpty else { return ([], []) }
    let kit: PackageLocation
    if case .folder(let folder)? = package.kit, options.kit == nil {
      kit = .folder(folder)
    } else {
      kit = try KitSearch.find(options.kit, in: context)
    }
    let folder = try BuildFolder("plugin-check", scratch: options.scratch, in: context)
    let calls = package.plugins.map {
      "    for flaw in await PluginTest.flaws(of: \($0)()) { tell(flaw) }\n"
    }
    try folder.write(
      [package],
      kit,
      products: ["PipPluginTesting"],
      program: """
        @main struct Program {
          static func main() async {
        \(calls.joined())  }

          /// What is said is read line by line, and parts of it by their tabulators.
          static func tell(_ flaw: PluginFlaw) {
            let parts = [flaw.rule, flaw.message, flaw.reason]
            print(parts.map { $0.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ") }
              .joined(separator: "\\t"))
          }
        }

        """
    )
    var build = options
    if build.chosenConfiguration == nil { build.chosenConfiguration = .debug }
    let program = try await folder.build(build, with: tool)
    let said = String(
      decoding: try await tool.output(of: program.systemText, []),
      as: UTF8.self
    )
    let flaws = said.split(separator: "\n").compactMap { line -> PluginFlaw? in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { return nil }
      return PluginFlaw(rule: parts[0], message: parts[1], reason: parts[2])
    }
    return (package.plugins, flaws)
  }
}

/// Why nothing can be checked.
enum CheckError: Error, Hashable, Explainable {
  case nothing(FilePath)

  var diagnostic: Diagnostic {
    switch self {
    case .nothing(let path):
      Diagnostic(
        .error,
        code: "plugin.nothing",
        message: "there is no plugin at \(path.systemText)",
        hint: "a plugin is a program swiftpip-NAME, or a package of Swift that has one"
      )
    }
  }
}

/// The answer of `swiftpip plugin check`.
struct PluginCheckReport: Report {
  struct Result: Encodable, Sendable {
    struct Flaw: Encodable, Sendable {
      let rule: String
      let message: String
      let reason: String
    }

    let plugins: [String]
    let flaws: [Flaw]
  }

  let plugins: [String]
  let flaws: [PluginFlaw]

  var result: Result {
    Result(
      plugins: plugins,
      flaws: flaws.map { Result.Flaw(rule: $0.rule, message: $0.message, reason: $0.reason) }
    )
  }

  var exitStatus: ExitStatus { flaws.isEmpty ? .success : .no }

  func write(to page: inout Page, verbosity: Verbosity) {
    for flaw in flaws {
      page.line(Page.Span("[\(flaw.rule)] ", .bad), Page.Span(flaw.message))
      page.line(Page.Span("  because \(flaw.reason)", .faint))
    }
    let names = plugins.joined(separator: ", ")
    switch flaws.count {
    case 0: page.line(Page.Span("\(names): nothing is wrong", .good))
    case 1: page.line("\(names): 1 thing is wrong")
    case let count: page.line("\(names): \(count) things are wrong")
    }
  }
}

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
    let isFolder = (try? path.status().kind) == .directory
    let folder = isFolder ? path : path.removingLastComponent()
    var report = PluginCheckReport()
    for found in PluginSearch.found(in: folder) {
      switch found {
      case .plugin(let plugin):
        guard isFolder || path == plugin.program || path == plugin.manifestPath else { continue }
        report.add(plugin.name, await ExternalCheck(plugin, in: context).flaws())
      case .manifest(let manifest):
        guard isFolder || path == manifest.program || path == manifest.path else { continue }
        report.add(manifest.name, [.ofProgram(of: manifest)])
      }
    }
    if (try? path.appending("Package.swift").status()) != nil {
      guard !context.isOffline else { throw SwiftToolError.offline }
      try await check(package: path, in: context, &report)
    }
    guard !report.plugins.isEmpty else { throw CheckError.nothing(path) }
    return report
  }

  /// Builds what looks at the plugins of a package, and notes what it says.
  private func check(
    package path: FilePath,
    in context: Context,
    _ report: inout PluginCheckReport
  ) async throws {
    let tool = SwiftTool(environment: context.surroundings.environment)
    let folder = try BuildFolder("plugin-check", scratch: options.scratch, in: context)
    var package = try await PluginPackage.read(path, with: tool)
    guard !package.plugins.isEmpty else { throw CheckError.onlyPrograms(package) }
    let kit: FilePath
    if options.kit == nil, let own = package.ownKit, KitSearch.isKit(own) {
      kit = own
    } else {
      kit = try await KitSearch.find(options.kit, in: context)
        .folder(below: folder.path, with: tool)
      package = try await PluginPackage.read(path, with: tool.using(kit: kit))
    }
    let recipe = BuildRecipe(
      packages: [package],
      kit: kit,
      products: ["PipPluginTesting"],
      program: CheckProgram(package).text
    )
    var build = options
    if build.chosenConfiguration == nil { build.chosenConfiguration = .debug }
    let program = try await folder.build(recipe, build, with: tool)
    let said = String(
      decoding: try await tool.output(of: program.systemText, []),
      as: UTF8.self
    )
    for plugin in package.plugins { report.add(plugin, []) }
    for answer in said.split(separator: "\n").compactMap(CheckProgram.Answer.init) {
      switch answer {
      case .flaw(let flaw, let plugin): report.add(plugin, [flaw])
      case .command(let command, let plugin) where context.builtIn.commands.contains(command):
        report.add(plugin, [.clash(command)])
      case .command: continue
      }
    }
  }
}

/// Why nothing can be checked.
enum CheckError: Error, Hashable, Explainable {
  case nothing(FilePath)
  case onlyPrograms(PluginPackage)

  var diagnostic: Diagnostic {
    switch self {
    case .nothing(let path):
      Diagnostic(
        .error,
        code: "plugin.nothing",
        message: "there is no plugin at \(path.systemText)",
        hint: "a plugin is a program swiftpip-NAME, or a package of Swift that has one"
      )
    case .onlyPrograms(let package):
      Diagnostic(
        .error,
        code: "plugin.nothing",
        message: "\(package.folder.systemText) has no library of a plugin to look at",
        causes: ["it has programs: \(package.programs.joined(separator: ", "))"],
        hint: "build it, put the manifest beside the program, then: swiftpip plugin check PROGRAM"
      )
    }
  }
}

/// The answer of `swiftpip plugin check`.
struct PluginCheckReport: Report {
  /// Something that is wrong with a plugin.
  struct Finding: Encodable, Sendable, Hashable {
    let plugin: String
    let rule: String
    let message: String
    let reason: String
  }

  struct Result: Encodable, Sendable {
    let plugins: [String]
    let flaws: [Finding]
  }

  private(set) var plugins: [String] = []
  private(set) var findings: [Finding] = []

  /// Notes that a plugin was looked at, and what is wrong with it.
  mutating func add(_ plugin: String, _ flaws: [PluginFlaw]) {
    if !plugins.contains(plugin) { plugins.append(plugin) }
    findings += flaws.map {
      Finding(plugin: plugin, rule: $0.rule, message: $0.message, reason: $0.reason)
    }
  }

  var result: Result { Result(plugins: plugins, flaws: findings) }

  var exitStatus: ExitStatus { findings.isEmpty ? .success : .no }

  func write(to page: inout Page, verbosity: Verbosity) {
    for finding in findings {
      // Whose it is goes without saying where there is one.
      let owner = plugins.count == 1 ? "" : "\(finding.plugin): "
      page.line(Page.Span("[\(finding.rule)] ", .bad), Page.Span(owner + finding.message))
      page.line(Page.Span("  because \(finding.reason)", .faint))
    }
    let names = plugins.joined(separator: ", ")
    switch findings.count {
    case 0: page.line(Page.Span("\(names): nothing is wrong", .good))
    case 1: page.line("\(names): 1 thing is wrong")
    case let count: page.line("\(names): \(count) things are wrong")
    }
  }
}

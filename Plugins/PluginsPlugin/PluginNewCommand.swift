internal import ArgumentParser
internal import PipConfiguration
internal import PipDiagnostics
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Makes a plugin to begin with: `swiftpip plugin new`.
struct PluginNewCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Makes a plugin to begin with: it runs, and is tested.",
    discussion: "It is put into a folder of its name. What is there already is not touched."
  )

  @Argument(help: "The plugin's name, and that of its command.")
  var name: String

  @Option(name: .customLong("language"), help: "The language: swift or python (default: python).")
  var chosenLanguage: PluginTemplate.Language?

  @Option(
    name: .customLong("kit"),
    help: ArgumentHelp(
      "The source of swiftpip (default: SWIFTPIP_KIT, else what was installed with it, else where it was built).",
      valueName: "path|url[@version]"
    ),
    completion: .directory
  )
  var kit: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  private var language: PluginTemplate.Language { chosenLanguage ?? .python }

  func validate() throws {
    guard PluginName.isValid(name) else { throw ValidationError(PluginName.rule) }
    guard ExternalPlugin.isName(name) else {
      throw ValidationError(
        "\"swiftpip-\(name)\" would be taken for another file: it ends as copies, manifests or repositories do"
      )
    }
  }

  func run(in context: Context) async throws -> PluginNewReport {
    guard !context.builtIn.commands.contains(name) else {
      throw NewPluginError.isBuiltIn(name)
    }
    // Its module would have the name of another, and so would the plugin.
    guard !context.plugins.contains(where: { $0.name == name }), !Self.taken.contains(name) else {
      throw NewPluginError.isTaken(name)
    }
    let directory = context.surroundings.process.workingDirectory ?? "/"
    let folder = directory.appending(name)
    let template = PluginTemplate(
      name: name,
      language: language,
      kit: language == .swift ? try KitSearch.find(kit, in: context) : nil
    )
    try Self.make(folder)
    for file in template.files { try Self.write(file, in: folder) }
    return PluginNewReport(name: name, folder: folder, template: template)
  }

  /// Names whose types the kit has: `ParsableCommand`.
  private static let taken: Set<String> = ["parsable"]

  private static func make(_ folder: FilePath) throws {
    do throws(SystemFailure) {
      try folder.makeDirectory(permissions: .ofFolders)
    } catch {
      throw error.errno == .fileExists
        ? NewPluginError.isThere(folder) : NewPluginError.notMade(folder, error)
    }
  }

  private static func write(_ file: PluginTemplate.File, in folder: FilePath) throws(SystemFailure)
  {
    let path = folder.appending(FilePath(file.path).components)
    try path.removingLastComponent().makeDirectories(permissions: .ofFolders)
    let made = try OwnedDescriptor.open(
      path,
      .writeOnly,
      options: [.create, .exclusiveCreate],
      permissions: file.isProgram ? .ofFolders : .ofFiles
    )
    try made.writeAll(Array(file.text.utf8))
  }
}

/// Why no plugin is made.
enum NewPluginError: Error, Hashable, Explainable {
  case isThere(FilePath)
  case notMade(FilePath, SystemFailure)
  case isBuiltIn(String)
  case isTaken(String)

  var diagnostic: Diagnostic {
    switch self {
    case .isThere(let folder):
      Diagnostic(
        .error,
        code: "plugin.is-there",
        message: "\(folder.systemText) is there already",
        hint: "take another name, or another folder"
      )
    case .notMade(let folder, let failure):
      Diagnostic(
        .error,
        code: "plugin.not-made",
        message: "\(folder.systemText) cannot be made",
        causes: [failure.reason],
        hint: "go to a folder in which you may write"
      )
    case .isBuiltIn(let name):
      Diagnostic(
        .error,
        code: "plugin.is-built-in",
        message: "swiftpip has a command \"\(name)\" itself, and that one would be run",
        hint: "take another name"
      )
    case .isTaken(let name):
      Diagnostic(
        .error,
        code: "plugin.is-built-in",
        message: "something of swiftpip itself is called \"\(name)\"",
        hint: "take another name"
      )
    }
  }
}

/// The answer of `swiftpip plugin new`.
struct PluginNewReport: Report {
  struct Result: Encodable, Sendable {
    let report: PluginNewReport

    private enum Keys: String, CodingKey { case name, folder, folderBytes, files }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(report.name, forKey: .name)
      try members.encodePath(report.folder.systemText, forKey: .folder, bytesKey: .folderBytes)
      try members.encode(report.template.files.map(\.path), forKey: .files)
    }
  }

  let name: String
  let folder: FilePath
  let template: PluginTemplate

  var result: Result { Result(report: self) }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line("made the plugin \(name) in \(name)")
    page.list(template.parts)
  }
}

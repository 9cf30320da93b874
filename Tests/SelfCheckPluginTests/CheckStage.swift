import ArgumentParser
import Foundation
import PipConfiguration
import PipEnvironments
import PipPackaging
import PipPaths
import PipPluginKit
import PipSelfCheck
import PipSystem
import PipVersionCheck
import SystemPackage

@testable import SelfCheckPlugin

/// A scratch environment with a pip in it, a cache, and the context of a command about them.
struct CheckStage {
  static let now = Timestamp(seconds: 1_700_000_000)

  let folder: FilePath
  var variables: [String: String]
  var isTerminal = true
  var verbosity = Verbosity.normal
  var isOffline = false
  var flags: [CommandLineFlag] = []
  /// How long ago the command began.
  var elapsed = Duration.zero

  /// Makes an environment that has a pip of a version, put there by an installer.
  init(_ folder: FilePath, pip version: String? = "23.0", installer: String = "pip") throws {
    self.folder = folder
    variables = ["HOME": folder.appending("home").string, "PATH": "/usr/bin:/bin"]
    try write("venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
    // A program that only looks like one: whoever runs it learns nothing.
    try write("venv/bin/python", "\u{7F}ELF....", isProgram: true)
    try write("venv/lib/python3.11/site-packages/README", "")
    if let version {
      let metadata = "venv/lib/python3.11/site-packages/pip-\(version).dist-info"
      try write("\(metadata)/METADATA", "Name: pip\nVersion: \(version)\n")
      try write("\(metadata)/INSTALLER", "\(installer)\n")
    }
  }

  var prefix: FilePath { folder.appending("venv") }
  var cache: FilePath { folder.appending("cache") }

  var store: StateStore {
    StateStore(cacheDirectory: cache, prefix: prefix.string, package: .pip)
  }

  @discardableResult
  func write(_ name: String, _ text: String, isProgram: Bool = false) throws -> FilePath {
    let file = folder.appending(name)
    try FileManager.default.createDirectory(
      atPath: file.removingLastComponent().string,
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: URL(fileURLWithPath: file.string))
    if isProgram {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.string)
    }
    return file
  }

  /// Gives the environment a Python that answers, so that an index can be asked for it, and asks
  /// it, so that on a busy machine the time there is goes to the index.
  func useRealPython() async throws {
    let program = prefix.appending("bin/python")
    try FileManager.default.removeItem(atPath: program.string)
    try FileManager.default.createSymbolicLink(
      atPath: program.string,
      withDestinationPath: "/usr/bin/python3"
    )
    let session = try await CheckSession.begin(for: .pip, try settings(), in: context())
    _ = try await session.memory.facts(of: session.interpreter, isShim: false)
  }

  /// Remembers that an index said something some time ago.
  func remember(_ latest: String, age: Duration = .days(1), in other: StateStore? = nil) throws {
    guard let version = Version(latest) else { return }
    let record = CheckRecord(checkedAt: Self.now - age, latest: version)
    _ = (other ?? store).save(record, from: "https://index.example/simple", pages: [])
  }

  var surroundings: Surroundings {
    Surroundings(
      environment: Environment(variables),
      process: ProcessFacts(
        effectiveUser: geteuid(),
        homeOfRealUser: nil,
        workingDirectory: folder
      ),
      system: .linux
    )
  }

  func settings() throws -> Settings {
    let python = Setting(name: "python", value: prefix.string, source: .flag("python"))
    let configuration = try Configuration.load(in: surroundings, site: .init(prefix: prefix))
      .layering(flags: [CommandLineFlag("cache-dir", cache.string)] + flags)
    return Settings(
      interpreter: try InterpreterSearch.locate(requested: python, in: surroundings),
      prefix: prefix.string,
      configuration: configuration,
      sections: ["install"],
      cacheDirectory: try CacheDirectory.resolve(
        configuration,
        for: ["install"],
        in: surroundings
      )
    )
  }

  func context(
    _ name: String = "install",
    _ effect: CommandEffect = .installs,
    making folder: String? = nil
  ) -> Context {
    Context(
      command: CommandFacts(name: name, effect: effect, madeEnvironment: folder),
      verbosity: verbosity,
      isOffline: isOffline,
      doctorChecks: [],
      housekeepingRules: [],
      surroundings: surroundings,
      isStandardErrorTerminal: isTerminal,
      startedAt: .now - elapsed,
      clock: { Self.now },
      settings: { try settings() },
      cacheSettings: {
        let settings = try settings()
        return CacheSettings(
          configuration: settings.configuration,
          sections: settings.sections,
          directory: settings.cacheDirectory
        )
      }
    )
  }

  /// Runs `self-check` with some arguments.
  func report(_ arguments: String...) async throws -> SelfCheckReport {
    try await SelfCheckCommand.parse(arguments).run(in: context("self-check", .reads))
  }

  /// What the passive notice says.
  func notices() async -> [Notice] {
    await PassiveNotice().run(beside: context().command, in: context())
  }
}

extension SelfCheckReport {
  /// What people read.
  func text(_ verbosity: Verbosity = .normal) -> String {
    var page = Page()
    write(to: &page, verbosity: verbosity)
    return page.lines.map { $0.map(\.text).joined() }.joined(separator: "\n")
  }
}

/// Whether the machine has the Python that tests of the whole way need.
let isPythonThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

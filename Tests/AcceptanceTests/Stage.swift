import Foundation
import PipHashing
import SystemPackage
import TestSupport
import Testing

/// A home with a cache and environments, and an index: all that a run of swiftpip can see.
struct Stage: Sendable {
  let folder: FilePath
  let server: IndexServer
  private let tag = UUID().uuidString.lowercased()

  /// Runs a test in a place of its own.
  static func with(_ body: (Stage) async throws -> Void) async throws {
    let server = try SharedIndex.server()
    try await withScratchDirectory { folder in
      let stage = Stage(folder: folder, server: server)
      try stage.makeFolder(stage.home)
      try await body(stage)
    }
  }

  var home: FilePath { folder.appending("home") }
  var cache: FilePath { home.appending(".cache").appending("pip") }
  var ownFolder: FilePath { cache.appending("swiftpip").appending("self-check") }

  /// Variables without which nothing runs, and no others.
  var environment: [String: String] {
    ["HOME": home.string, "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
  }

  // MARK: - The index

  /// Returns the address of an index whose requests this stage counts.
  func index(_ behaviours: String = "", named name: String = "main") -> String {
    server.index((behaviours.isEmpty ? "" : behaviours + "/") + "tag=\(tag)-\(name)")
  }

  /// Returns how often pages of an index were asked for.
  func requests(to name: String = "main", of package: String = "pip") throws -> Int {
    try entries(of: name).count { $0.path.hasSuffix("/simple/\(package)/") }
  }

  /// Returns the requests to an index.
  func entries(of name: String = "main") throws -> [IndexServer.Request] {
    try server.requests(containing: "tag=\(tag)-\(name)/")
  }

  /// Returns how often files of an index were asked for; pip writes their addresses in its own way.
  func fileRequests(to name: String = "main") throws -> Int {
    try server.requests(containing: "\(tag)-\(name)/files/").count
  }

  // MARK: - Files

  func makeFolder(_ path: FilePath) throws {
    try FileManager.default.createDirectory(
      atPath: path.string,
      withIntermediateDirectories: true
    )
  }

  @discardableResult
  func write(_ path: FilePath, _ text: String) throws -> FilePath {
    try write(path, Array(text.utf8))
  }

  @discardableResult
  func write(_ path: FilePath, _ bytes: [UInt8], mode: Int = 0o644) throws -> FilePath {
    try makeFolder(path.removingLastComponent())
    try Data(bytes).write(to: URL(fileURLWithPath: path.string))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.string)
    return path
  }

  func link(_ path: FilePath, to target: FilePath) throws {
    try makeFolder(path.removingLastComponent())
    try FileManager.default.createSymbolicLink(
      atPath: path.string,
      withDestinationPath: target.string
    )
  }

  /// Makes a named pipe that nobody writes to.
  func makePipe(_ path: FilePath) throws {
    try makeFolder(path.removingLastComponent())
    try #require(unsafe path.withPlatformString { unsafe mkfifo($0, 0o700) } == 0)
  }

  /// Renames, whatever bytes the names are made of.
  func rename(_ old: FilePath, to new: FilePath) throws {
    let result = unsafe old.withPlatformString { old in
      unsafe new.withPlatformString { new in unsafe Foundation.rename(old, new) }
    }
    try #require(result == 0)
  }

  /// Makes a file a gigabyte long without using the disk.
  func makeHuge(_ path: FilePath) throws {
    try write(path, "")
    let file = try #require(FileHandle(forWritingAtPath: path.string))
    try file.truncate(atOffset: 1 << 30)
    try file.close()
  }

  func bytes(of path: FilePath) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path.string)))
  }

  /// Returns the paths of all files and folders below a folder.
  func everything(below path: FilePath) -> [FilePath] {
    let names = FileManager.default.enumerator(atPath: path.string)?.allObjects ?? []
    return names.compactMap { $0 as? String }.map { path.appending($0) }
  }

  /// Returns what a run must not leave behind: temporary files and claims.
  func leftovers() -> [FilePath] {
    everything(below: home).filter { $0.extension == "tmp" || $0.extension == "claim" }
  }

  // MARK: - Environments

  /// Makes what looks like a virtual environment, with some pip or none, and returns its prefix.
  func makeEnvironment(
    _ name: String = "venv",
    pip: String? = "23.0",
    installer: String? = "pip"
  ) throws -> FilePath {
    let prefix = folder.appending(name)
    let python = SystemPython.current
    try link(prefix.appending("bin/python"), to: python.path)
    try write(
      prefix.appending("pyvenv.cfg"),
      """
      home = \(python.path.removingLastComponent())
      include-system-site-packages = false
      version = \(python.version).0

      """
    )
    try makeFolder(packages(in: prefix))
    if let pip { try install("pip", pip, in: packages(in: prefix), by: installer) }
    return prefix
  }

  func packages(in prefix: FilePath) -> FilePath {
    prefix.appending("lib/python\(SystemPython.current.version)/site-packages")
  }

  /// Writes the metadata of a package, as an installer leaves it.
  func install(
    _ name: String,
    _ version: String,
    in packages: FilePath,
    by installer: String? = "pip"
  ) throws {
    let metadata = packages.appending("\(name)-\(version).dist-info")
    try write(
      metadata.appending("METADATA"),
      "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n"
    )
    if let installer { try write(metadata.appending("INSTALLER"), installer + "\n") }
  }

  // MARK: - The state

  /// The file that pip keeps an environment's state in.
  func stateFile(_ prefix: FilePath) -> FilePath {
    cache.appending("selfcheck").appending(hash(prefix))
  }

  func claim(_ prefix: FilePath) -> FilePath {
    ownFolder.appending(hash(prefix) + ".claim")
  }

  /// Writes a state as pip does.
  @discardableResult
  func remember(_ version: String, for prefix: FilePath, age: Double = 60) throws -> FilePath {
    let time = Self.time(secondsAgo: age)
    return try write(
      stateFile(prefix),
      #"{"key":"\#(prefix)","last_check":"\#(time)","pypi_version":"\#(version)"}"#
    )
  }

  static func time(secondsAgo age: Double) -> String {
    Date(timeIntervalSinceNow: -age).ISO8601Format()
  }

  static func days(_ count: Double) -> Double { count * 86_400 }

  private func hash(_ prefix: FilePath) -> String {
    HashAlgorithm.sha224.digest(of: Program.bytes(of: prefix)).hexadecimal
  }

  // MARK: - Runs

  /// Runs swiftpip with some variables more.
  func run(
    _ arguments: [String],
    _ variables: [String: String] = [:]
  ) async throws -> Program.Outcome {
    try await RunGate.shared.pass { try await runAtOnce(arguments, variables) }
  }

  /// Runs another program, when there is a place for it.
  func runOther(
    _ program: FilePath,
    _ arguments: [String],
    patience: Duration = .seconds(60)
  ) async throws -> Program.Outcome {
    try await RunGate.shared.pass {
      try await Program(program).run(
        arguments.map { Array($0.utf8) },
        environment: environment,
        in: .folder(folder),
        patience: patience
      )
    }
  }

  /// Runs swiftpip beside all others: it will wait more than work.
  func runAtOnce(
    _ arguments: [String],
    _ variables: [String: String] = [:]
  ) async throws -> Program.Outcome {
    let outcome = try await BuiltProgram.swiftpip.run(
      arguments,
      environment: environment.merging(variables) { $1 },
      in: .folder(folder)
    )
    if case .killed(let signal) = outcome.ending {
      Issue.record("\(arguments) ended by signal \(signal): \(outcome.errorText)")
    }
    return outcome
  }

  /// Runs a self-check that ends with 0, and returns its answer.
  func check(
    _ prefix: FilePath,
    _ options: [String] = [],
    _ variables: [String: String] = [:]
  ) async throws -> SelfCheckAnswer.Finding {
    let answer = try await answer(prefix, options, variables)
    return try #require(answer.result)
  }

  /// Runs a self-check that ends with 0, and returns all that it says.
  func answer(
    _ prefix: FilePath,
    _ options: [String] = [],
    _ variables: [String: String] = [:]
  ) async throws -> SelfCheckAnswer {
    let outcome = try await run(
      ["self-check", "--python", prefix.string, "--format", "json"] + options,
      variables
    )
    #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    #expect(outcome.errorText.isEmpty)
    return try Self.decode(outcome)
  }

  static func decode(_ outcome: Program.Outcome) throws -> SelfCheckAnswer {
    try JSONDecoder().decode(SelfCheckAnswer.self, from: Data(outcome.output))
  }
}

import Foundation
import SystemPackage
import TestSupport
import Testing

/// An environment with a real pip of the package registry, as `Tools/pips` makes them.
struct RealPip: Sendable, CustomTestStringConvertible {
  /// Its version.
  var version: String
  /// The environment's prefix.
  var prefix: FilePath

  var testDescription: String { "pip \(version)" }

  /// All of them; none where `Tools/pips` has not run.
  static let all: [RealPip] = {
    let named = ProcessInfo.processInfo.environment["SWIFTPIP_PIPS"]
    let repository = FilePath("\(#filePath)")
      .removingLastComponent().removingLastComponent().removingLastComponent()
    let files = [named, "\(repository)/.build/pips/list"].compactMap(\.self)
    let lists = files.lazy.compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
    return (lists.first ?? "").split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return RealPip(version: String(parts[0]), prefix: FilePath(String(parts[1])))
    }
  }()

  /// Whether it cannot read the time that every other pip since 19.3 reads.
  var cannotReadZ: Bool {
    guard version == "23.3" || version == "23.3.0" else { return false }
    return ["3.6", "3.7", "3.8", "3.9", "3.10"].contains(SystemPython.current.version)
  }

  /// Runs a command that checks for newer pips, as somebody with that home.
  func download(from index: String, in stage: Stage) async throws -> Program.Outcome {
    let folder = stage.folder.appending("downloads").string
    return try await run("download", ["--dest", folder], from: index, in: stage)
  }

  /// Installs a project into an empty folder, as somebody with that home.
  ///
  /// - Parameters:
  ///   - project: its name, or the path of an sdist.
  ///   - folder: the name of the folder.
  ///   - index: the address of the index.
  ///   - stage: where all of it is.
  /// - Returns: what pip said.
  /// - Throws: where pip cannot be started.
  @discardableResult
  func install(
    _ project: String = "demo",
    into folder: String = "site",
    from index: String,
    in stage: Stage
  ) async throws -> Program.Outcome {
    let folder = stage.folder.appending(folder).string
    try? FileManager.default.removeItem(atPath: folder)
    return try await run("install", ["--target", folder], project, from: index, in: stage)
  }

  private func run(
    _ command: String,
    _ options: [String],
    _ project: String = "demo",
    from index: String,
    in stage: Stage
  ) async throws -> Program.Outcome {
    let arguments =
      ["-m", "pip", command, "--no-deps", "--index-url", index, "--trusted-host", "127.0.0.1"]
      + options + [project]
    let outcome = try await RunGate.shared.pass {
      try await Program(prefix.appending("bin/python"))
        .run(arguments, environment: stage.environment, in: .folder(stage.folder))
    }
    #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    return outcome
  }
}

extension Program.Outcome {
  /// Tells whether pip said that some version is available.
  func tells(of version: String) -> Bool {
    let lines = (outputText + errorText).split(separator: "\n")
    return lines.contains { $0.contains("available") && $0.contains(version) }
  }
}

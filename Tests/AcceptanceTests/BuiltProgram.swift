import Foundation
import SystemPackage
import TestSupport

/// The program that these tests run as users do: what was built, with nothing taken apart.
///
/// It lies beside the test bundle; `SWIFTPIP_PROGRAM` names another.
enum BuiltProgram {
  static let swiftpip = Program(path)

  /// Runs it when there is a place for it.
  static func runInTurn(
    _ arguments: [[UInt8]],
    environment: [String: String],
    in place: Program.Place = .folder("/"),
    input: Program.Stream = .file("/dev/null"),
    output: Program.Stream = .captured,
    errors: Program.Stream = .captured
  ) async throws -> Program.Outcome {
    try await RunGate.shared.pass {
      try await swiftpip.run(
        arguments,
        environment: environment,
        in: place,
        input: input,
        output: output,
        errors: errors
      )
    }
  }

  /// Runs it with arguments that are text, when there is a place for it.
  static func runInTurn(
    _ arguments: [String],
    environment: [String: String],
    in place: Program.Place = .folder("/")
  ) async throws -> Program.Outcome {
    try await runInTurn(
      arguments.map { Array($0.utf8) },
      environment: environment,
      in: place
    )
  }

  static let path: FilePath = {
    if let named = ProcessInfo.processInfo.environment["SWIFTPIP_PROGRAM"] {
      return FilePath(named)
    }
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    let folders =
      bundles.map { $0.deletingLastPathComponent() }
      + [Bundle.main.executableURL, Bundle.main.bundleURL].compactMap(\.self)
      .flatMap { [$0.deletingLastPathComponent(), $0] }
    let programs = folders.map { $0.appendingPathComponent("swiftpip").path }
    let found = programs.first { FileManager.default.isExecutableFile(atPath: $0) }
    return FilePath(found ?? "/there is no swiftpip beside the tests")
  }()
}

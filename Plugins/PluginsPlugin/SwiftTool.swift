internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipPluginKit
internal import PipSystem
internal import Subprocess
internal import SystemPackage

/// The programs that packages of Swift are fetched and built with.
struct SwiftTool {
  private(set) var environment: PipSystem.Environment

  init(environment: PipSystem.Environment) { self.environment = environment }

  /// Returns the same for packages that ask a variable where the source of swiftpip is.
  func using(kit: FilePath) -> SwiftTool {
    var tool = self
    tool.environment.variables["SWIFTPIP_KIT"] = kit.systemText
    return tool
  }

  /// Runs a program, and lets the user read on standard error what it says.
  ///
  /// - Throws: `SwiftToolError` where it cannot be run, or fails.
  func run(_ program: String, _ arguments: [String], in folder: FilePath? = nil) async throws {
    let (executable, words) = Self.call(program, arguments)
    let status: TerminationStatus
    do {
      status = try await Subprocess.run(
        executable,
        arguments: words,
        environment: .custom(environment.forPrograms()),
        workingDirectory: folder,
        output: .currentStandardError,
        error: .currentStandardError
      ).terminationStatus
    } catch {
      throw SwiftToolError.notRun(program, "\(error)")
    }
    guard status.isSuccess else { throw SwiftToolError.failed(program, arguments) }
  }

  /// Runs a program and returns what it writes to standard output.
  ///
  /// - Throws: `SwiftToolError` where it cannot be run, or fails.
  func output(
    of program: String,
    _ arguments: [String],
    in folder: FilePath? = nil
  ) async throws -> [UInt8] {
    let (executable, words) = Self.call(program, arguments)
    do {
      let result = try await Subprocess.run(
        executable,
        arguments: words,
        environment: .custom(environment.forPrograms()),
        workingDirectory: folder,
        output: .bytes(limit: 16 << 20),
        error: .currentStandardError
      )
      guard result.terminationStatus.isSuccess else {
        throw SwiftToolError.failed(program, arguments)
      }
      return result.standardOutput
    } catch let error as SwiftToolError {
      throw error
    } catch {
      throw SwiftToolError.notRun(program, "\(error)")
    }
  }

  /// Returns what is run: a program of the search path, or one by its path.
  private static func call(_ program: String, _ arguments: [String]) -> (Executable, Arguments) {
    let call = ProgramCall.of(FilePath(systemText: program), arguments)
    return program.contains("/") ? call : (.name(program), call.1)
  }
}

/// Why a program that builds could not do so.
enum SwiftToolError: Error, Hashable, Explainable {
  case offline
  case notRun(String, String)
  case failed(String, [String])

  var diagnostic: Diagnostic {
    switch self {
    case .offline:
      Diagnostic(
        .error,
        code: "plugin.offline",
        message: "to build may mean to fetch packages, and the network must not be used",
        hint: "say it without --offline"
      )
    case .notRun(let program, let reason):
      Diagnostic(
        .error,
        code: "plugin.no-tool",
        message: "\(program) cannot be run",
        causes: [reason],
        hint: program == "swift" ? "https://www.swift.org/install/" : nil
      )
    case .failed(let program, let arguments):
      Diagnostic(
        .error,
        code: "plugin.build-failed",
        message:
          "\(([program] + arguments.prefix { !$0.hasPrefix("-") }).joined(separator: " ")) failed",
        causes: ["it says above why"]
      )
    }
  }
}

import Foundation
package import SystemPackage

/// A program that a test runs as its users do: nothing of the test's own environment reaches it.
package struct Program: Sendable {
  /// How a run ended.
  package enum Ending: Sendable, Hashable {
    /// With an exit status.
    case exited(Int32)
    /// By a signal.
    case killed(by: Int32)
    /// Not by itself: the test lost patience and killed it.
    case timedOut
  }

  /// What came of a run.
  package struct Outcome: Sendable {
    /// How it ended.
    package var ending: Ending
    /// What it wrote to standard output, where that was captured.
    package var output: [UInt8]
    /// What it wrote to standard error, where that was captured.
    package var errors: [UInt8]
    /// How long it took.
    package var duration: Duration

    /// Standard output as text.
    package var outputText: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as text.
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// What one of its streams leads to.
  package enum Stream: Sendable, Hashable {
    /// To the test.
    case captured
    /// To nothing: the descriptor is closed.
    case closed
    /// To a pipe whose reader is gone.
    case brokenPipe
    /// To a file.
    case file(FilePath)
  }

  /// Where it runs.
  package enum Place: Sendable, Hashable {
    /// In a folder.
    case folder(FilePath)
    /// In a folder that was deleted.
    case deletedFolder

    /// The folder, nil where a new one is made.
    fileprivate var folder: FilePath? {
      switch self {
      case .folder(let path): path
      case .deletedFolder: nil
      }
    }

    /// What a shell does to get there and to become the program.
    fileprivate var script: String {
      switch self {
      case .folder: #"cd "$0" && exec "$@""#
      case .deletedFolder: #"mkdir "$0/gone" && cd "$0/gone" && rmdir "$0/gone" && exec "$@""#
      }
    }
  }

  /// Why a program could not be run.
  package struct StartFailure: Error {
    /// The program.
    package var path: FilePath
    /// The system's reason.
    package var reason: Errno
  }

  /// Where it is.
  package var path: FilePath

  /// Creates a program from where it is.
  package init(_ path: FilePath) {
    self.path = path
  }

  /// Runs the program and waits for its end, without keeping a thread.
  ///
  /// - Parameters:
  ///   - arguments: bytes without the program's name.
  ///   - environment: all variables that it sees.
  ///   - place: where it runs.
  ///   - input: what it reads; by default nothing.
  ///   - output: where standard output leads.
  ///   - errors: where standard error leads.
  ///   - patience: when it is killed, with all that it started.
  /// - Returns: how it ended and what it wrote.
  /// - Throws: the reason why it could not be started.
  package func run(
    _ arguments: [[UInt8]],
    environment: [String: String],
    in place: Place = .folder("/"),
    input: Stream = .file("/dev/null"),
    output: Stream = .captured,
    errors: Stream = .captured,
    patience: Duration = .seconds(60)
  ) async throws -> Outcome {
    let scratch = try makeScratchDirectory()
    defer { removeScratchDirectory(scratch) }
    let captured = [Self.output, Self.errors].map { scratch.appending($0) }
    let start = ContinuousClock.now
    let process = try SpawnedProcess(
      path: "/bin/sh",
      arguments: ["sh", "-c", place.script].map { Array($0.utf8) }
        + [Self.bytes(of: place.folder ?? scratch), Self.bytes(of: path)] + arguments,
      environment: environment.map { name, value in Array("\(name)=\(value)".utf8) },
      streams: [
        (input, captured[0]),
        (output, captured[0]),
        (errors, captured[1]),
      ]
    )
    var ending = process.ending()
    while ending == nil {
      if ContinuousClock.now - start > patience || Task.isCancelled {
        process.kill()
        ending = .timedOut
      } else {
        try? await Task.sleep(for: .milliseconds(3))
        ending = process.ending()
      }
    }
    let duration = ContinuousClock.now - start
    return Outcome(
      ending: ending ?? .timedOut,
      output: Self.content(of: captured[0]),
      errors: Self.content(of: captured[1]),
      duration: duration
    )
  }

  /// Runs the program with arguments that are text.
  package func run(
    _ arguments: [String],
    environment: [String: String],
    in place: Place = .folder("/")
  ) async throws -> Outcome {
    try await run(arguments.map { Array($0.utf8) }, environment: environment, in: place)
  }

  private static let output = "output"
  private static let errors = "errors"

  /// Returns the bytes of a path.
  package static func bytes(of path: FilePath) -> [UInt8] {
    unsafe path.withPlatformString { start in
      var bytes: [UInt8] = []
      var next = unsafe start
      while unsafe next.pointee != 0 {
        unsafe bytes.append(UInt8(bitPattern: next.pointee))
        unsafe next += 1
      }
      return bytes
    }
  }

  private static func content(of file: FilePath) -> [UInt8] {
    (try? Data(contentsOf: URL(fileURLWithPath: file.string))).map { Array($0) } ?? []
  }
}

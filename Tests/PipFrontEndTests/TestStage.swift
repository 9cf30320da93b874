import Foundation
import PipConfiguration
import PipDiagnostics
import PipPluginKit
import PipSystem
import Synchronization
import SystemPackage

@testable import PipFrontEnd

/// A program and its surroundings for one run, and what it wrote.
struct TestStage {
  var variables: [String: String] = ["PATH": "/nowhere", "HOME": "/nowhere"]
  var isDataTerminal = false
  var isTalkTerminal = false
  var workingDirectory: FilePath = "/"
  var effectiveUser: UInt32 = 1000
  /// What happens instead of writing to a stream.
  var failures: [Console.Stream: Errno] = [:]

  /// What came out of a run.
  struct Outcome {
    var status: Int32
    var data: [UInt8]
    var talk: [UInt8]

    var dataText: String { String(decoding: data, as: UTF8.self) }
    var talkText: String { String(decoding: talk, as: UTF8.self) }

    /// The JSON document on standard output.
    func document() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(data)) as? [String: Any] ?? [:]
    }

    /// The codes of the diagnostics in the document.
    func codes() throws -> [String] {
      (try document()["diagnostics"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }
  }

  /// The bytes that a run wrote to each stream.
  private final class Capture: Sendable {
    /// That of the run that a task belongs to.
    @TaskLocal static var current: Capture?

    let streams = Mutex<[Console.Stream: [UInt8]]>([:])
  }

  /// Runs a program made of the test plugins.
  func run(_ arguments: String...) async -> Outcome {
    await run(arguments)
  }

  /// Runs a program made of the test plugins.
  func run(_ arguments: [String]) async -> Outcome {
    await run(TestHost.self, arguments)
  }

  /// Runs a program.
  func run<Host: PluginHost>(_ host: Host.Type, _ arguments: [String]) async -> Outcome {
    let capture = Capture()
    let failures = failures
    let world = World(
      arguments: arguments,
      surroundings: surroundings,
      isDataTerminal: isDataTerminal,
      isTalkTerminal: isTalkTerminal,
      clock: { Timestamp(seconds: 1_700_000_000) },
      write: { (bytes, stream) throws(SystemFailure) in
        if let errno = failures[stream] { throw SystemFailure("write", nil, errno) }
        capture.streams.withLock { $0[stream, default: []] += bytes }
      }
    )
    let status = await Capture.$current.withValue(capture) {
      await FrontEnd<Host>.run(in: world)
    }
    return capture.streams.withLock { streams in
      Outcome(status: status.code, data: streams[.data] ?? [], talk: streams[.talk] ?? [])
    }
  }

  /// What the run that asks, a hook for instance, has written to standard output so far.
  static var dataSoFar: String {
    let bytes = Capture.current?.streams.withLock { $0[.data] }
    return String(decoding: bytes ?? [], as: UTF8.self)
  }

  var surroundings: Surroundings {
    Surroundings(
      environment: Environment(variables),
      process: ProcessFacts(
        effectiveUser: effectiveUser,
        homeOfRealUser: nil,
        workingDirectory: workingDirectory
      ),
      system: .linux
    )
  }
}

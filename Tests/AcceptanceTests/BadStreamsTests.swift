import SystemPackage
import TestSupport
import Testing

/// Streams, arguments and a working directory that are not as they should be.
@Suite struct BadStreamsTests {
  private func arguments(_ stage: Stage, _ prefix: FilePath) -> [[UInt8]] {
    ["self-check", "--python", prefix.string, "--index-url", stage.index()].map { Array($0.utf8) }
  }

  @Test(
    "closed streams are no trap: no file gets their number",
    arguments: [
      (.closed, .captured, .captured), (.captured, .closed, .captured),
      (.captured, .captured, .closed), (.closed, .closed, .closed),
    ] as [(Program.Stream, Program.Stream, Program.Stream)]
  )
  func closed(input: Program.Stream, output: Program.Stream, errors: Program.Stream) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let outcome = try await BuiltProgram.runInTurn(
        arguments(stage, prefix),
        environment: stage.environment,
        input: input == .closed ? .closed : .file("/dev/null"),
        output: output,
        errors: errors
      )
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      #expect(outcome.errors.isEmpty)
      #expect(outcome.duration < .seconds(9))
      let state = String(decoding: try stage.bytes(of: stage.stateFile(prefix)), as: UTF8.self)
      #expect(state.hasPrefix(#"{"key":"#) && state.hasSuffix(#""pypi_version":"99.0"}"#))
    }
  }

  @Test func `a full disk behind standard output is an error that is told`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      for more in [[], ["--format", "json"]] {
        let outcome = try await BuiltProgram.runInTurn(
          arguments(stage, prefix) + more.map { Array($0.utf8) },
          environment: stage.environment,
          output: .file("/dev/full")
        )
        #expect(outcome.ending == .exited(1))
        if more.isEmpty { #expect(outcome.errorText.hasPrefix("error[")) }
      }
    }
  }

  @Test func `a limit on the size of files is an error, not the end by a signal`() async throws {
    try await Stage.with { stage in
      let script = #"ulimit -f 0 && exec "$0" "$@""#
      let outcome = try await RunGate.shared.pass {
        // Both streams lead to files. Help is written by the main thread, which hears signals.
        try await Program("/bin/sh").run(
          ["-c", script, BuiltProgram.swiftpip.path.string, "--help"],
          environment: stage.environment
        )
      }
      #expect(outcome.ending == .exited(1))
    }
  }

  @Test func `a reader that went away ends a run quietly`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      for more in [[], ["--format", "json"], ["--help"]] {
        let outcome = try await BuiltProgram.runInTurn(
          arguments(stage, prefix) + more.map { Array($0.utf8) },
          environment: stage.environment,
          output: .brokenPipe
        )
        #expect(outcome.ending == .exited(0))
        #expect(outcome.errorText.isEmpty)
      }
    }
  }

  @Test func `a deleted working directory disturbs only relative paths`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let absolute = try await BuiltProgram.runInTurn(
        arguments(stage, prefix),
        environment: stage.environment,
        in: .deletedFolder
      )
      #expect(absolute.ending == .exited(0), "\(absolute.errorText)")
      #expect(absolute.errorText.isEmpty)
      #expect(absolute.outputText.hasPrefix("pip 23.0 is out of date: 99.0"))
      let relative = try await BuiltProgram.runInTurn(
        ["self-check", "--python", "venv"],
        environment: stage.environment,
        in: .deletedFolder
      )
      #expect(relative.ending == .exited(1))
      #expect(relative.errorText.hasPrefix("error["))
    }
  }

  @Test func `two megabytes of arguments are refused in time`() async throws {
    try await Stage.with { stage in
      // The system takes at most 128 KiB in one argument.
      let long = String(repeating: "a", count: 120_000)
      let many = Array(repeating: long, count: 15)
      for arguments in [[long], many, ["self-check"] + many, ["self-check", "--\(long)"]] {
        let outcome = try await stage.run(arguments)
        #expect(outcome.ending == .exited(64))
        // Not optimized, ArgumentParser takes a second for them, and the machine may be busy; what takes
        // a time that grows with the square of the length takes minutes.
        #expect(outcome.duration < .seconds(60))
      }
    }
  }

  @Test func `variables that no shell would make keep no answer back`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let arguments =
        ["1DIGIT=x", "=nothing", "with space=x", "PIP_=x", "SWIFTPIP_=x"].map { Array($0.utf8) }
        + [Array("NO_TEXT=".utf8) + [0xFF, 0xC3], Program.bytes(of: BuiltProgram.swiftpip.path)]
        + arguments(stage, prefix)
      let outcome = try await RunGate.shared.pass {
        try await Program("/usr/bin/env").run(arguments, environment: stage.environment)
      }
      #expect(outcome.ending == .exited(0))
      #expect(outcome.errorText.isEmpty)
      #expect(outcome.outputText.hasPrefix("pip 23.0 is out of date: 99.0"))
    }
  }

  @Test(
    "values that nobody can use are refused",
    arguments: [
      ["--interval", "-1d"], ["--interval", "99999999999999999999d"], ["--interval", ""],
      ["--package", ""], ["--package", "../etc"], ["--format", "xml"], ["--color", "blue"],
      ["--unknown"], ["extra"], ["--interval"],
    ]
  )
  func refusedValues(_ options: [String]) async throws {
    try await Stage.with { stage in
      let outcome = try await stage.run(["self-check"] + options)
      #expect(outcome.ending == .exited(64))
      #expect(outcome.errorText.hasPrefix("error[usage.rejected]: "))
      #expect(outcome.output.isEmpty)
    }
  }
}

import Foundation
import SystemPackage
import TestSupport
import Testing

/// Caches, homes, environments and configuration that are not as they should be.
@Suite struct BadPlacesTests {
  /// Tells that a run answers from the index, in time, without a warning.
  private func expectAnswer(
    _ stage: Stage,
    _ prefix: FilePath,
    _ options: [String] = [],
    _ variables: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var durations: [Duration] = []
    for _ in 1...2 {
      let outcome = try await stage.run(
        ["self-check", "--python", prefix.string, "--index-url", stage.index()] + options,
        variables
      )
      #expect(outcome.ending == .exited(0), sourceLocation: sourceLocation)
      #expect(
        outcome.outputText.hasPrefix("pip 23.0 is out of date: 99.0"),
        "\(outcome.outputText)",
        sourceLocation: sourceLocation
      )
      #expect(outcome.errorText.isEmpty, sourceLocation: sourceLocation)
      durations.append(outcome.duration)
    }
    // Where other programs keep the machine busy, one of the runs has it for itself.
    #expect(durations.contains { $0 < .seconds(9) }, sourceLocation: sourceLocation)
  }

  @Test func `a cache that is a file`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let file = try stage.write(stage.folder.appending("cache"), "kept")
      try await expectAnswer(stage, prefix, ["--cache-dir", file.string])
      try await expectAnswer(stage, prefix, ["--cache-dir", file.appending("below").string])
      #expect(try stage.bytes(of: file) == Array("kept".utf8))
    }
  }

  @Test func `a cache below folders that are not there yet`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let cache = stage.folder.appending("a/b/c")
      try await expectAnswer(stage, prefix, ["--cache-dir", cache.string])
      #expect(try stage.requests() == 1)
      #expect(!stage.everything(below: cache.appending("selfcheck")).isEmpty)
    }
  }

  @Test func `a cache that nobody can write to`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let cache = stage.folder.appending("cache")
      try stage.makeFolder(cache)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: cache.string)
      try await expectAnswer(stage, prefix, ["--cache-dir", cache.string])
      // Modes stop no root; the kernel's own folders do.
      try await expectAnswer(stage, prefix, ["--cache-dir", "/proc/swiftpip"])
      try await expectAnswer(stage, prefix, ["--cache-dir", "/dev/null"])
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
  func `a cache of somebody else is left alone`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let cache = stage.folder.appending("cache")
      try stage.makeFolder(cache)
      try FileManager.default.setAttributes(
        [.ownerAccountID: 12_345],
        ofItemAtPath: cache.string
      )
      try await expectAnswer(stage, prefix, ["--cache-dir", cache.string])
      #expect(stage.everything(below: cache).isEmpty)
      let options = ["--index-url", stage.index(), "--cache-dir", cache.string]
      let answer = try await stage.answer(prefix, options)
      #expect(answer.result?.stateFile == nil)
      #expect(answer.diagnostics.map(\.severity) == ["note"])
    }
  }

  @Test func `a cache that is a link to itself`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let cache = stage.folder.appending("cache")
      try stage.link(cache, to: cache)
      try await expectAnswer(stage, prefix, ["--cache-dir", cache.string])
    }
  }

  @Test func `without a home the answer is the same`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let cache = stage.folder.appending("cache").string
      let arguments = [
        "self-check", "--python", prefix.string, "--index-url", stage.index(), "--cache-dir", cache,
      ]
      for home in [nil, "", "/nonexistent", "relative"] {
        var environment = stage.environment
        environment["HOME"] = home
        environment["PIP_CONFIG_FILE"] = "/dev/null"
        let outcome = try await BuiltProgram.runInTurn(
          arguments,
          environment: environment,
          in: .folder(stage.folder)
        )
        #expect(outcome.ending == .exited(0))
        #expect(outcome.outputText.hasPrefix("pip 23.0 is out of date: 99.0"))
        #expect(outcome.errorText.isEmpty)
      }
      #expect(try stage.requests() == 1)
    }
  }

  @Test func `without any variable a run answers as well`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      // Offline, and in an environment that need not be asked, nothing is written anywhere.
      let outcome = try await BuiltProgram.runInTurn(
        ["self-check", "--python", prefix.string, "--offline", "--isolated"],
        environment: [:]
      )
      #expect(outcome.ending == .exited(0))
      #expect(outcome.outputText.hasPrefix("cannot tell whether pip 23.0 is out of date"))
      #expect(outcome.errorText.isEmpty)
    }
  }

  @Test(
    "a prefix that is no ASCII, and one that is no text, in the C locale",
    arguments: [Array("é😀\"\\ '$x".utf8), [0x76, 0xFF, 0xC3]] as [[UInt8]]
  )
  func oddPrefix(_ name: [UInt8]) async throws {
    try await Stage.with { stage in
      let plain = try stage.makeEnvironment("plain")
      let path = Program.bytes(of: stage.folder) + [UInt8(ascii: "/")] + name
      let terminated: [CChar] = path.map { CChar(bitPattern: $0) } + [0]
      let odd = FilePath(platformString: terminated)
      try stage.rename(plain, to: odd)
      var environment = stage.environment
      environment["LC_ALL"] = "C"
      let options = ["self-check", "--format", "json", "--index-url", stage.index(), "--python"]
      var findings: [SelfCheckAnswer.Finding] = []
      for _ in 1...2 {
        let outcome = try await BuiltProgram.runInTurn(
          options.map { Array($0.utf8) } + [path],
          environment: environment
        )
        #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
        #expect(outcome.errors.isEmpty)
        let answer = try Stage.decode(outcome)
        #expect(answer.warnings.isEmpty)
        findings.append(try #require(answer.result))
      }
      #expect(findings.map(\.latest) == ["99.0", "99.0"])
      #expect(findings.map(\.source) == ["index", "state"])
      let bytes = findings[0].prefixBytes.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
      #expect(bytes ?? Array(findings[0].prefix.utf8) == path)
      #expect(stage.leftovers().isEmpty)
      // For the scratch folder to be removed by name.
      try stage.rename(odd, to: plain)
    }
  }

  @Test(
    "a configuration file that pip cannot read either is an error that names it",
    arguments: [
      "index-url = http://127.0.0.1:9/\n", "[global\n", "[global]\n[global]\n",
      "[global]\nno value here\n", "\u{0}\u{1}\u{2}",
    ]
  )
  func brokenConfiguration(_ content: String) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let file = try stage.write(stage.home.appending(".config/pip/pip.conf"), content)
      let outcome = try await stage.run([
        "self-check", "--python", prefix.string, "--offline", "--format", "json",
      ])
      #expect(outcome.ending == .exited(1), "\(outcome.outputText)")
      let answer = try Stage.decode(outcome)
      #expect(answer.result == nil)
      #expect(answer.diagnostics.map(\.code) == ["configuration.broken-file"])
      #expect(answer.diagnostics.first?.message.contains(file.string) == true)
      #expect(try stage.bytes(of: file) == Array(content.utf8))
    }
  }

  @Test func `a gigabyte of configuration is an error at once`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.makeHuge(stage.home.appending(".config/pip/pip.conf"))
      let outcome = try await stage.run(["self-check", "--python", prefix.string, "--offline"])
      #expect(outcome.ending == .exited(1))
      #expect(outcome.errorText.hasPrefix("error[configuration.file-too-large]: "))
      #expect(outcome.duration < .seconds(9))
    }
  }

  @Test func `a pipe, a folder or a dangling link for configuration holds nobody up`() async throws
  {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let file = stage.home.appending(".config/pip/pip.conf")
      try stage.makeFolder(file.removingLastComponent())
      try stage.makePipe(file)
      let pipe = try await stage.run(["self-check", "--python", prefix.string, "--offline"])
      #expect(pipe.duration < .seconds(9))
      #expect([.exited(0), .exited(1)].contains(pipe.ending))
      try FileManager.default.removeItem(atPath: file.string)
      try stage.makeFolder(file)
      let folder = try await stage.run(["self-check", "--python", prefix.string, "--offline"])
      #expect([.exited(0), .exited(1)].contains(folder.ending))
      try FileManager.default.removeItem(atPath: file.string)
      try stage.link(file, to: "/nonexistent")
      try await expectAnswer(stage, prefix)
    }
  }

  @Test func `an environment that is none is an error that names it`() async throws {
    try await Stage.with { stage in
      let empty = stage.folder.appending("empty")
      try stage.makeFolder(empty)
      let pipe = stage.folder.appending("pipe")
      try stage.makePipe(pipe)
      let text = try stage.write(stage.folder.appending("text"), "no program")
      let nonsense = try stage.write(
        stage.folder.appending("nonsense"),
        Array("#!/bin/sh\necho nonsense\n".utf8),
        mode: 0o755
      )
      let failing = try stage.write(
        stage.folder.appending("failing"),
        Array("#!/nonexistent/interpreter\n".utf8),
        mode: 0o755
      )
      let loop = stage.folder.appending("loop")
      try stage.link(loop, to: loop)
      let nothing = stage.folder.appending("nothing")
      for path in [nothing, empty, pipe, text, nonsense, failing, loop] {
        let outcome = try await stage.run([
          "self-check", "--python", path.string, "--format", "json",
        ])
        #expect(outcome.ending == .exited(1), "\(path)")
        #expect(outcome.duration < .seconds(9), "\(path)")
        let answer = try Stage.decode(outcome)
        #expect(answer.result == nil)
        #expect(answer.diagnostics.count == 1)
        #expect(answer.diagnostics.first?.message.contains(path.string) == true)
        #expect(answer.diagnostics.first?.severity == "error")
      }
    }
  }

  @Test func `PATH without a Python is an error`() async throws {
    try await Stage.with { stage in
      for path in ["", "/nonexistent", stage.folder.string] {
        let outcome = try await stage.run(["self-check"], ["PATH": path])
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorText.hasPrefix("error["))
      }
    }
  }

  @Test(
    "a broken pyvenv.cfg and broken metadata hold nobody up",
    arguments: ["", "home", "home = \n", String(repeating: "x = y\n", count: 20_000)]
  )
  func brokenEnvironment(_ content: String) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.write(prefix.appending("pyvenv.cfg"), content)
      try stage.write(
        stage.packages(in: prefix).appending("pip-23.0.dist-info/METADATA"),
        [0xFF, 0x00] + Array(repeating: UInt8(ascii: "a"), count: 200_000)
      )
      let outcome = try await stage.run(["self-check", "--python", prefix.string, "--offline"])
      #expect([.exited(0), .exited(1)].contains(outcome.ending))
      #expect(outcome.duration < .seconds(60))
    }
  }
}

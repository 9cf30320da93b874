import Foundation
import SystemPackage
import TestSupport
import Testing

/// What is said about the program itself, and what it says to those who mistype.
@Suite struct CommandLineTests {
  @Test(arguments: [["--version"]])
  func `the version is a number in three parts`(arguments: [String]) async throws {
    try await Stage.with { stage in
      let outcome = try await stage.run(arguments)
      #expect(outcome.ending == .exited(0))
      let parts = outcome.outputText.split(separator: "\n").first?.split(separator: ".") ?? []
      #expect(parts.count == 3)
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test(
    "help names commands and options",
    arguments: [
      (["--help"], ["self-check", "completion", "--cache-dir"]),
      (["-h"], ["self-check", "completion"]),
      ([], ["self-check", "completion"]),
      (["help"], ["self-check", "completion"]),
      (["help", "self-check"], ["--exit-code"]),
      (
        ["self-check", "--help"],
        [
          "--package", "--force", "--offline", "--interval", "--exit-code", "--explain",
          "--cache-dir", "--no-cache-dir", "--python", "--index-url", "--extra-index-url",
          "--find-links", "--no-index", "--cert", "--proxy", "--timeout", "--retries",
          "--trusted-host", "--isolated", "--format", "--color", "--no-plugins", "-q", "-v",
        ]
      ),
    ] as [([String], [String])]
  )
  func help(arguments: [String], names: [String]) async throws {
    try await Stage.with { stage in
      let outcome = try await stage.run(arguments)
      #expect(outcome.ending == .exited(0))
      #expect(outcome.errors.isEmpty)
      for name in names { #expect(outcome.outputText.contains(name)) }
      #expect(stage.everything(below: stage.home).isEmpty)
    }
  }

  @Test(
    "a command that there is not is refused, with what is nearest",
    arguments: [
      ("slef-check", "self-check"), ("selfcheck", "self-check"), ("complete", "completion"),
      ("frobnicate", nil),
    ] as [(String, String?)]
  )
  func unknownCommand(word: String, nearest: String?) async throws {
    try await Stage.with { stage in
      let text = try await stage.run([word])
      #expect(text.ending == .exited(64))
      #expect(text.output.isEmpty)
      #expect(text.errorText.hasPrefix("error[usage.unknown-command]: "))
      if let nearest {
        #expect(text.errorText.contains("did you mean \"\(nearest)\"?"))
      } else {
        #expect(!text.errorText.contains("did you mean"))
      }
      let json = try await stage.run(["--format=json", word])
      #expect(json.ending == .exited(64))
      #expect(json.errors.isEmpty)
      #expect(try Stage.decode(json).diagnostics.map(\.code) == ["usage.unknown-command"])
    }
  }

  @Test(
    "misuse is JSON where JSON is asked for, wherever that stands",
    arguments: [
      ["--format", "json", "self-check", "--unknown"],
      ["self-check", "--unknown", "--format", "json"],
      ["self-check", "--interval", "soon", "--format=json"],
      ["completion", "--format", "json", "csh"],
    ]
  )
  func misuseInJSON(_ arguments: [String]) async throws {
    try await Stage.with { stage in
      let outcome = try await stage.run(arguments)
      #expect(outcome.ending == .exited(64))
      #expect(outcome.errors.isEmpty)
      let document = try #require(
        JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
      )
      #expect(Set(document.keys) == ["schema", "command", "result", "diagnostics"])
      #expect(document["result"] is NSNull)
      #expect(try Stage.decode(outcome).diagnostics.map(\.code) == ["usage.rejected"])
    }
  }

  @Test func `global options work before and after the command`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment().string
      let options = ["--offline", "--python", prefix, "--format", "json"]
      let before = try await stage.run(options + ["self-check"])
      let after = try await stage.run(["self-check"] + options)
      #expect(before.ending == .exited(0))
      #expect(before.output == after.output)
    }
  }

  @Test(
    "a completion script is one that its shell understands",
    arguments: [("bash", "/bin/bash"), ("zsh", "/usr/bin/zsh"), ("fish", "/usr/bin/fish")]
  )
  func completion(shell: String, program: String) async throws {
    try await Stage.with { stage in
      let outcome = try await stage.run(["completion", shell])
      #expect(outcome.ending == .exited(0))
      #expect(outcome.errors.isEmpty)
      #expect(outcome.outputText.contains("self-check"))
      #expect(outcome.outputText.contains("exit-code"))
      let script = try stage.write(stage.folder.appending("script"), outcome.output)
      guard FileManager.default.isExecutableFile(atPath: program) else { return }
      let check = try await Program(FilePath(program))
        .run(["-n", script.string], environment: stage.environment)
      #expect(check.ending == .exited(0), "\(check.errorText)")
      #expect(check.errorText.isEmpty)
    }
  }
}

import Foundation
import SystemPackage
import TestSupport
import Testing

/// External plugins as users have them: found, trusted, run, listed, left out.
@Suite struct ExternalPluginsTests {
  /// A plugin that says hello, and leaves a file beside itself whenever it is run.
  private static let hello = #"""
    #!/bin/sh
    touch "$0.ran"
    echo '{"type":"greeting","protocol":1,"name":"hello"}'
    read -r request
    case $request in
      *'"type":"hook"'*) echo '{"type":"report","page":["the hook was here"]}' ;;
      *) printf '{"type":"report","result":{"request":%s},"page":["hello"],"status":2}\n' "$request" ;;
    esac
    """#

  private static func manifest(_ name: String = "hello", _ more: String = "") -> String {
    #"{"schema":1,"name":"\#(name)","version":"1.2","abstract":"Says hello.","#
      + #""protocol":{"min":1,"max":1},"commands":[{"name":"\#(name)","abstract":"Says hello."}]\#(more)}"#
  }

  /// A stage with a folder of plugins.
  private struct Scene {
    let stage: Stage
    var folder: FilePath { stage.folder.appending("plugins") }
    var variables: [String: String] { ["SWIFTPIP_PLUGIN_PATH": folder.string] }

    func add(_ name: String, _ script: String, _ manifest: String?) throws {
      let program = folder.appending("swiftpip-\(name)")
      try stage.write(program, Array(script.utf8), mode: 0o755)
      if let manifest { try stage.write(folder.appending("swiftpip-\(name).json"), manifest) }
    }

    func run(_ arguments: String..., ending status: Int32 = 0) async throws -> Program.Outcome {
      let outcome = try await stage.run(arguments, variables)
      #expect(outcome.ending == .exited(status), "\(outcome.outputText)\(outcome.errorText)")
      return outcome
    }

    var hasRun: Bool {
      FileManager.default.fileExists(atPath: folder.appending("swiftpip-hello.ran").string)
    }
  }

  private func withScene(_ body: (Scene) async throws -> Void) async throws {
    try await Stage.with { stage in
      let scene = Scene(stage: stage)
      try scene.add("hello", Self.hello, Self.manifest())
      try await body(scene)
    }
  }

  @Test func `a plugin runs when it is trusted, and until it changes`() async throws {
    try await withScene { scene in
      let refused = try await scene.run("hello", ending: 1)
      #expect(refused.errorText.contains("plugin.untrusted"))
      #expect(refused.errorText.contains("swiftpip plugin trust hello"))
      #expect(!scene.hasRun)
      _ = try await scene.run("plugin", "trust", "hello")
      #expect(!scene.hasRun)
      let answer = try await scene.run("hello", ending: 2)
      #expect(answer.outputText == "hello\n")
      try scene.add("hello", Self.hello + "\n# other", Self.manifest())
      let changed = try await scene.run("hello", ending: 1)
      #expect(changed.errorText.contains("plugin.changed"))
      #expect(changed.errorText.contains("its program was changed"))
      let doctor = try await scene.run("doctor", ending: 2)
      #expect(doctor.outputText.contains("plugin.changed"))
      _ = try await scene.run("plugin", "trust", "hello")
      _ = try await scene.run("plugin", "trust", "hello", "--revoke")
      let revoked = try await scene.run("hello", ending: 1)
      #expect(revoked.errorText.contains("plugin.untrusted"))
    }
  }

  @Test func `a plugin is told what was resolved, and answers as commands do`() async throws {
    try await withScene { scene in
      let prefix = try scene.stage.makeEnvironment()
      _ = try await scene.run("plugin", "trust", "hello")
      let outcome = try await scene.run(
        "--offline",
        "hello",
        "--python",
        prefix.string,
        "a b",
        "--format",
        "json",
        "--own",
        ending: 2
      )
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
      )
      #expect(document["command"] as? String == "hello")
      let result = try #require(document["result"] as? [String: Any])
      let request = try #require(result["request"] as? [String: Any])
      #expect(request["arguments"] as? [String] == ["a b", "--own"])
      #expect(request["offline"] as? Bool == true)
      let environment = try #require(request["environment"] as? [String: String])
      #expect(environment["prefix"] == prefix.string)
      #expect(request["cacheDirectory"] as? String == scene.stage.cache.string)
      #expect((request["host"] as? String)?.hasSuffix("/swiftpip") == true)
    }
  }

  @Test func `a plugin is told where packages come from`() async throws {
    try await withScene { scene in
      _ = try await scene.run("plugin", "trust", "hello")
      let variables = scene.variables.merging([
        "PIP_INDEX_URL": "https://index.example/simple/", "PIP_FIND_LINKS": "/a /b",
      ]) { $1 }
      func request(_ words: [String]) async throws -> [String: Any] {
        let outcome = try await scene.stage.run(words + ["--format", "json"], variables)
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output))
        let result = (document as? [String: Any])?["result"] as? [String: Any]
        return try #require(result?["request"] as? [String: Any])
      }
      let told = try await request(["hello"])
      let index = try #require(told["index"] as? [String: Any])
      #expect(index["url"] as? String == "https://index.example/simple/")
      #expect(index["findLinks"] as? [String] == ["/a", "/b"])
      #expect(index["none"] as? Bool == false)
      #expect(told["isolated"] == nil)
      // What a plugin need not know does not keep it from running.
      let odd = variables.merging(["PIP_NO_INDEX": "maybe"]) { $1 }
      let answer = try await scene.stage.run(["hello"], odd)
      #expect(answer.ending == .exited(2), "\(answer.errorText)")
      let isolated = try await request(["hello", "--isolated"])
      #expect(isolated["isolated"] as? Bool == true)
      #expect(isolated["index"] == nil)
    }
  }

  @Test func `what stands behind an option of a plugin is its value, whatever it looks like`()
    async throws
  {
    try await withScene { scene in
      let option = #"{"name":"to","value":"NAME"}"#
      let command = #"{"name":"hello","abstract":"Says hello.","options":[\#(option)]}"#
      try scene.add(
        "hello",
        Self.hello,
        #"{"schema":1,"name":"hello","version":"1","protocol":{"min":1,"max":1},"commands":[\#(command)]}"#
      )
      _ = try await scene.run("plugin", "trust", "hello")
      for value in ["--no-plugins", "--format", "--offline"] {
        let outcome = try await scene.run("hello", "--to", value, "json", ending: 2)
        #expect(outcome.outputText == "hello\n", "\(value)")
      }
      let json = try await scene.run("hello", "--to", "--format", "--format=json", ending: 2)
      #expect(json.outputText.contains(#""arguments":["--to","--format"]"#))
      let refused = try await scene.run("hello", "--offline=true", ending: 64)
      #expect(refused.errorText.contains("usage.rejected"))
      let without = try await scene.run("hello", "--no-plugins", ending: 64)
      #expect(without.errorText.contains("usage.unknown-command"))
    }
  }

  @Test func `help, lists and completion run no plugin`() async throws {
    try await withScene { scene in
      for words in [
        ["--help"], ["hello", "--help"], ["help", "hello"], ["plugin", "list"],
        ["completion", "bash"],
        ["manual", "hello"], ["doctor"],
      ] {
        let outcome = try await scene.stage.run(words, scene.variables)
        #expect(outcome.ending == .exited(0), "\(words) \(outcome.errorText)")
        #expect(words == ["doctor"] || outcome.outputText.contains("hello"), "\(words)")
      }
      #expect(!scene.hasRun)
    }
  }

  @Test func `who wants no plugins has none`() async throws {
    try await withScene { scene in
      _ = try await scene.run("plugin", "trust", "hello")
      let outcome = try await scene.run("--no-plugins", "hello", ending: 64)
      #expect(outcome.errorText.contains("usage.unknown-command"))
      let variables = scene.variables.merging(["SWIFTPIP_NO_PLUGINS": "1"]) { $1 }
      let other = try await scene.stage.run(["hello"], variables)
      #expect(other.ending == .exited(64))
      let list = try await scene.run("plugin", "list", "--no-plugins")
      #expect(!list.outputText.contains("hello"))
    }
  }

  @Test func `a built-in command wins, and both sides are named`() async throws {
    try await withScene { scene in
      try scene.add("list", Self.hello, Self.manifest("list"))
      let list = try await scene.run("plugin", "list")
      #expect(list.errorText.contains("plugin.clash"))
      #expect(list.errorText.contains("\(scene.folder)/swiftpip-list"))
      #expect(list.errorText.contains("because: /") && list.errorText.contains("/swiftpip has one"))
      let prefix = try scene.stage.makeEnvironment()
      let outcome = try await scene.run("list", "--python", prefix.string)
      #expect(outcome.outputText.contains("pip"))
      let doctor = try await scene.run("doctor", ending: 2)
      #expect(doctor.outputText.contains("plugin.clash"))
    }
  }

  @Test func `a program without a manifest takes the place of swiftpip`() async throws {
    try await withScene { scene in
      let script = "#!/bin/sh\nprintf '%s|' \"$@\" ${SWIFTPIP##*/}\nexit 7\n"
      try scene.add("plain", script, nil)
      let refused = try await scene.run("plain", ending: 1)
      #expect(refused.errorText.contains("plugin.untrusted"))
      _ = try await scene.run("plugin", "trust", "plain")
      let outcome = try await scene.run("plain", "a b", "--help", "--format=json", ending: 7)
      #expect(outcome.outputText == "a b|--help|--format=json|swiftpip|")
      _ = try await scene.run("-vq", "plain", ending: 7)
      let own = try await scene.run("plain", "--no-plugins", "--color", "x", ending: 7)
      #expect(own.outputText == "--no-plugins|--color|x|swiftpip|")
      let page = try await scene.run("manual", "plain")
      #expect(!page.outputText.contains("--cache-dir"))
      let loud = try await scene.run("-v", "plain", ending: 7)
      #expect(loud.outputText == "swiftpip|")
      // What it is not told is not kept from the user.
      for option in ["--offline", "--isolated", "--no-cache-dir", "--format=json"] {
        let lost = try await scene.run(option, "plain", ending: 64)
        #expect(lost.errorText.contains("usage.misplaced-word") || option.contains("json"))
      }
    }
  }

  @Test func `hooks of plugins that are trusted run after commands, and fail none`() async throws {
    try await withScene { scene in
      let prefix = try scene.stage.makeEnvironment()
      let hooks = #","hooks":[{"name":"tell","when":"after-command","commands":["list"]}]"#
      try scene.add("hello", Self.hello, Self.manifest("hello", hooks))
      let before = try await scene.run("list", "--python", prefix.string)
      #expect(!before.errorText.contains("hook"))
      _ = try await scene.run("plugin", "trust", "hello")
      let after = try await scene.run("list", "--python", prefix.string)
      #expect(after.errorText.contains("[notice] the hook was here"))
      let json = try await scene.run("list", "--python", prefix.string, "--format", "json")
      #expect(!json.outputText.contains("hook"))
      let slow =
        "#!/bin/sh\necho '{\"type\":\"greeting\",\"protocol\":1,\"name\":\"hello\"}'\nsleep 100\n"
      try scene.add("hello", slow, Self.manifest("hello", hooks))
      _ = try await scene.run("plugin", "trust", "hello")
      let late = try await scene.run("list", "--python", prefix.string)
      #expect(late.errorText.contains("plugin.late"))
      #expect(late.errorText.contains("hello.tell"))
      // It runs beside the command that takes its trust away, and is not complained of.
      let all = #","hooks":[{"name":"tell","when":"after-command"}]"#
      try scene.add("hello", Self.hello, Self.manifest("hello", all))
      _ = try await scene.run("plugin", "trust", "hello")
      let revoked = try await scene.run("plugin", "trust", "hello", "--revoke")
      #expect(revoked.errorText.isEmpty, "\(revoked.errorText)")
    }
  }

  @Test func `hooks after a finding run side by side`() async throws {
    try await withScene { scene in
      let prefix = try scene.stage.makeEnvironment()
      let hooks = #","hooks":[{"name":"tell","when":"after-finding"}]"#
      let names = (1...8).map { "p\($0)" }
      for name in names {
        let script =
          "#!/bin/sh\necho '{\"type\":\"greeting\",\"protocol\":1,\"name\":\"\(name)\"}'\nread -r line\n"
          + "sleep 100\n"
        try scene.add(name, script, Self.manifest(name, hooks))
        _ = try await scene.run("plugin", "trust", name)
      }
      let start = ContinuousClock.now
      let outcome = try await scene.stage.run(
        ["self-check", "--offline", "--python", prefix.string],
        scene.variables
      )
      let late = outcome.errorText.split(separator: "\n").filter { $0.contains("plugin.late") }
      // Each has a second; a machine that is busy takes its time, but not eight.
      #expect(ContinuousClock.now - start < .seconds(7))
      #expect(late.count == names.count)
      for (line, name) in zip(late, names) { #expect(line.contains("\(name).tell:")) }
    }
  }

  @Test func `a plugin tells its version, and that it was called in a wrong way`() async throws {
    try await withScene { scene in
      let usage =
        "#!/bin/sh\necho '{\"type\":\"greeting\",\"protocol\":1,\"name\":\"odd\"}'\nread -r line\n"
        + "echo '{\"type\":\"failure\",\"code\":\"usage.rejected\",\"message\":\"no\"}'\n"
      try scene.add("odd", usage, Self.manifest("odd"))
      _ = try await scene.run("plugin", "trust", "odd")
      let version = try await scene.run("odd", "--version")
      #expect(version.outputText == "odd 1.2\n")
      let wrong = try await scene.run("odd", ending: 64)
      #expect(wrong.errorText.contains("usage.rejected"))
    }
  }

  @Test func `plugins that call one another without end come to one`() async throws {
    try await withScene { scene in
      let script = #"""
        #!/bin/sh
        echo '{"type":"greeting","protocol":1,"name":"round"}'
        read -r request
        host=$(printf %s "$request" | sed 's/.*"host":"\([^"]*\)".*/\1/')
        said=$("$host" round 2>&1 | tr -d '"\n' | tail -c 200)
        printf '{"type":"report","page":["%s"]}\n' "$said"
        """#
      try scene.add("round", script, Self.manifest("round"))
      _ = try await scene.run("plugin", "trust", "round")
      let outcome = try await scene.run("round")
      #expect(outcome.outputText.contains("plugin.too-deep"), "\(outcome.outputText)")
      try scene.add("plain", "#!/bin/sh\nexec \"$SWIFTPIP\" plain\n", nil)
      _ = try await scene.run("plugin", "trust", "plain")
      let plain = try await scene.run("plain", ending: 1)
      #expect(plain.errorText.contains("plugin.too-deep"))
    }
  }

  @Test func `a word that is nearly a plugin's command is told`() async throws {
    try await withScene { scene in
      let outcome = try await scene.run("helloo", ending: 64)
      #expect(outcome.errorText.contains("did you mean \"hello\"?"))
    }
  }
}

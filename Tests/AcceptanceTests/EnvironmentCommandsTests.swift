import Foundation
import PipHashing
import SystemPackage
import TestSupport
import Testing

/// Environments that are captured, and alive again elsewhere, beside real Python and pip.
@Suite struct EnvironmentCommandsTests {
  /// The newest pip, which reads locks.
  private static let pip = RealPip.all.last

  private static var wheels: [TestWheel] {
    var demo = TestWheel()
    demo.entryPoints = "[console_scripts]\ndemo = demo:main\n"
    demo.files = [
      ("demo/__init__.py", "def main():\n    print('demo here')\n", 0o100644),
      ("demo/run.sh", "#!/bin/sh\n", 0o100755),
      ("demo-1.0.data/scripts/tool", "#!python\nprint('tool here')\n", 0o100755),
      ("demo-1.0.data/data/share/demo.txt", "data", 0o100644),
      ("demo-1.0.data/headers/demo.h", "int x;\n", 0o100644),
    ]
    var other = TestWheel([("other.py", "y = 2\n")])
    other.name = "other"
    return [demo, other]
  }

  /// A folder of wheels, and an environment with both installed from it.
  private struct Scene {
    let stage: Stage
    let wheels: FilePath
    let prefix: FilePath

    static func make(in stage: Stage) async throws -> Scene {
      let wheels = stage.folder.appending("wheels")
      for wheel in EnvironmentCommandsTests.wheels {
        try stage.write(wheels.appending(wheel.fileName), wheel.bytes)
      }
      let scene = Scene(stage: stage, wheels: wheels, prefix: stage.folder.appending("env"))
      try await scene.python(["-m", "venv", "--without-pip", scene.prefix.string])
      let installed = try await scene.run(
        ["install", "--no-index", "--find-links", wheels.string, "demo==1.0", "other"]
      )
      try #require(installed.ending == .exited(0), "\(installed.errorText)")
      return scene
    }

    func python(_ arguments: [String]) async throws {
      let outcome = try await Program(SystemPython.current.path).run(
        arguments,
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      try #require(outcome.ending == .exited(0), "\(outcome.errorText)")
    }

    /// Runs a command about the environment.
    func run(_ arguments: [String], python: FilePath? = nil) async throws -> Program.Outcome {
      try await stage.run(arguments + ["--python", (python ?? prefix).string])
    }

    /// Captures an environment, and returns the answer.
    func capture(
      _ name: String,
      _ options: [String] = [],
      of prefix: FilePath? = nil
    ) async throws
      -> [String: Any]
    {
      let file = stage.folder.appending(name).string
      let outcome = try await run(
        ["env", "capture", file, "--format", "json"] + options,
        python: prefix
      )
      try #require(outcome.ending == .exited(0), "\(outcome.outputText)")
      return try Self.result(outcome)
    }

    static func result(_ outcome: Program.Outcome) throws -> [String: Any] {
      let answer = try JSONSerialization.jsonObject(with: Data(outcome.outputText.utf8))
      return try #require((answer as? [String: Any])?["result"] as? [String: Any])
    }

    func restore(
      _ name: String,
      to target: FilePath,
      _ options: [String] = []
    ) async throws
      -> Program.Outcome
    {
      let file = stage.folder.appending(name).string
      return try await run(
        ["env", "restore", file, target.string] + options,
        python: SystemPython.current.path
      )
    }

    /// What is below a folder: modes and contents, where it is taken out.
    func tree(_ prefix: FilePath) throws -> [String: String] {
      var tree: [String: String] = [:]
      for path in stage.everything(below: prefix) {
        let name = String(path.string.dropFirst(prefix.string.utf8.count))
        let facts = try FileManager.default.attributesOfItem(atPath: path.string)
        guard !name.contains("__pycache__") else { continue }
        switch facts[.type] as? FileAttributeType {
        case .typeSymbolicLink:
          tree[name] = try FileManager.default.destinationOfSymbolicLink(atPath: path.string)
        case .typeRegular:
          var text = String(decoding: try stage.bytes(of: path), as: UTF8.self)
            .replacing(prefix.string, with: "PREFIX")
          // Who made it says with which command.
          if name == "/pyvenv.cfg" {
            text = text.split(separator: "\n").filter { !$0.hasPrefix("command") }
              .joined(separator: "\n")
          }
          // Which order rows have is nobody's business, nor the digest of what names a place.
          if name.hasSuffix("/RECORD") {
            text = text.components(separatedBy: "\r\n").map { row in
              row.hasPrefix("../") ? String(row.prefix { $0 != "," }) : row
            }.sorted().joined(separator: "\n")
          }
          let mode = facts[.posixPermissions] as? Int ?? 0
          tree[name] = "\(mode) \(text)"
        default: tree[name] = "folder"
        }
      }
      return tree
    }
  }

  @Test func `an environment lives again elsewhere, without its cache`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let captured = try await scene.capture("one.swiftpip")
      #expect(captured["distributions"] as? Int == 2)
      #expect((captured["wheels"] as? [String: Int])?.isEmpty == false)
      let before = try scene.tree(scene.prefix)
      // Nothing of the first is there any more.
      try stage.rename(scene.prefix, to: stage.folder.appending("gone"))
      try FileManager.default.removeItem(atPath: stage.home.string)
      try FileManager.default.removeItem(atPath: scene.wheels.string)
      try stage.makeFolder(stage.home)
      let target = stage.folder.appending("again here")
      let outcome = try await scene.restore("one.swiftpip", to: target)
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      #expect(outcome.outputText.hasPrefix("restored 2 distributions in \(target)\n"))
      #expect(outcome.outputText.contains("fits         exactly"))
      let after = try scene.tree(target)
      for (name, facts) in before where !name.hasPrefix("/bin/activate") {
        // A space makes other first lines of scripts.
        if ["/bin/demo", "/bin/tool"].contains(name) { continue }
        #expect(after[name] == facts, "\(name)")
      }
      #expect(Set(before.keys) == Set(after.keys))
      for (script, words) in [("demo", "demo here\n")] {
        let run = try await Program(target.appending("bin").appending(script)).run(
          [],
          environment: stage.environment,
          in: .folder(stage.folder)
        )
        #expect(run.outputText == words, "\(run.errorText)")
      }
      let activated = try await Program("/bin/sh").run(
        ["-c", ". '\(target)/bin/activate' && demo && python -c 'import other'"],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(activated.outputText == "demo here\n", "\(activated.errorText)")
      let again = try await scene.capture("two.swiftpip", of: target)
      #expect(again["identity"] as? String == captured["identity"] as? String)
      let same = try await stage.run(["env", "diff", "one.swiftpip", target.string])
      #expect(
        same.outputText == "no difference\n" && same.ending == .exited(0),
        "\(same.errorText)"
      )
    }
  }

  /// A program that starts others as another user (util-linux), which only root may.
  private static let otherUser = FilePath("/usr/bin/setpriv")

  private static var canBeOtherUser: Bool {
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: otherUser.string)
  }

  @Test(.enabled(if: canBeOtherUser))
  func `it lives again with another user, who captures the same`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let captured = try await scene.capture("one.swiftpip")
      // A place of that user's own, and nothing of the first one's.
      let place = stage.folder.appending("place")
      try stage.makeFolder(place)
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place.string)
      // By another process: who is started while this one has a program open to write it could not run it.
      let copied = try await Program("/bin/sh").run(
        [
          "-c",
          "cp '\(BuiltProgram.path)' place/swiftpip && cp one.swiftpip place/captured",
        ],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      try #require(copied.ending == .exited(0), "\(copied.errorText)")
      for path in [stage.home, scene.prefix, scene.wheels] {
        try FileManager.default.removeItem(atPath: path.string)
      }
      func run(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program(Self.otherUser).run(
          ["--reuid", "65534", "--regid", "65534", "--clear-groups", "./swiftpip"] + arguments,
          environment: stage.environment.merging(["HOME": place.appending("home").string]) { $1 },
          in: .folder(place)
        )
      }
      let python = SystemPython.current.path.string
      let restored = try await run(["env", "restore", "captured", "again", "--python", python])
      #expect(restored.ending == .exited(0), "\(restored.errorText)")
      let again = place.appending("again")
      let owner = try FileManager.default.attributesOfItem(atPath: again.string)[.ownerAccountID]
      #expect(owner as? Int == 65_534)
      let same = try await run(["env", "diff", "captured", "again"])
      #expect(same.outputText == "no difference\n", "\(same.outputText)\(same.errorText)")
      let outcome = try await run(
        ["env", "capture", "two", "--format", "json", "--python", again.string]
      )
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let identity = try Scene.result(outcome)["identity"] as? String
      #expect(identity == captured["identity"] as? String && identity != nil)
      let demo = try await Program(again.appending("bin/demo")).run(
        [],
        environment: stage.environment,
        in: .folder(place)
      )
      #expect(demo.outputText == "demo here\n", "\(demo.errorText)")
    }
  }

  @Test func `it is made as Python's own venv makes it`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      _ = try await scene.capture("one.swiftpip")
      let theirs = try scene.tree(scene.prefix)
      try stage.rename(scene.prefix, to: stage.folder.appending("by-python"))
      let outcome = try await scene.restore("one.swiftpip", to: scene.prefix)
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let ours = try scene.tree(scene.prefix)
      #expect(Set(ours.keys) == Set(theirs.keys))
      for (name, facts) in theirs { #expect(ours[name] == facts, "\(name)") }
    }
  }

  @Test func `others can install what was captured`() async throws {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      _ = try await scene.capture("one.swiftpip")
      let folder = stage.folder.appending("unpacked")
      try stage.makeFolder(folder)
      let unpacked = try await Program("/bin/sh").run(
        ["-c", "tar xf ../one.swiftpip"],
        environment: stage.environment,
        in: .folder(folder)
      )
      #expect(unpacked.ending == .exited(0), "\(unpacked.errorText)")
      let requirements = ["--require-hashes", "-r", "requirements.txt"]
      for (number, options) in [
        ["--no-index", "--find-links", "wheels"] + requirements, ["-r", "pylock.toml"],
      ].enumerated() {
        let prefix = stage.folder.appending("by-pip-\(number)")
        try await scene.python(["-m", "venv", "--without-pip", prefix.string])
        let installed = try await Program(pip.prefix.appending("bin/python")).run(
          ["-m", "pip", "--python", prefix.appending("bin/python").string, "install"] + options,
          environment: stage.environment,
          in: .folder(folder)
        )
        #expect(installed.ending == .exited(0), "\(installed.outputText)\(installed.errorText)")
        let outcome = try await stage.run(["freeze", "--python", prefix.string])
        #expect(outcome.outputText == "demo==1.0\nother==1.0\n")
      }
      let prefix = stage.folder.appending("by-lock")
      try await scene.python(["-m", "venv", "--without-pip", prefix.string])
      let lock = folder.appending("pylock.toml").string
      let outcome = try await scene.run(["install", "-r", lock], python: prefix)
      #expect(outcome.outputText == "Successfully installed demo-1.0 other-1.0\n")
    }
  }

  @Test func `what pip has downloaded goes in as it was`() async throws {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let prefix = stage.folder.appending("by-pip")
      try await scene.python(["-m", "venv", "--without-pip", prefix.string])
      let installed = try await Program(pip.prefix.appending("bin/python")).run(
        [
          "-m", "pip", "--python", prefix.appending("bin/python").string, "install",
          "--index-url", stage.index("maxage=600/etag/relative"), "--trusted-host", "127.0.0.1",
          "demo",
        ],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      try #require(installed.ending == .exited(0), "\(installed.outputText)\(installed.errorText)")
      let captured = try await scene.capture("one.swiftpip", of: prefix)
      #expect(captured["wheels"] as? [String: Int] == ["http-v2": 1])
      let target = stage.folder.appending("again")
      let outcome = try await scene.restore("one.swiftpip", to: target)
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let same = try await stage.run(["env", "diff", prefix.string, target.string])
      #expect(same.outputText == "no difference\n", "\(same.outputText)\(same.errorText)")
      let again = try await scene.capture("two.swiftpip", of: target)
      #expect(again["identity"] as? String == captured["identity"] as? String)
    }
  }

  @Test func `a wheel that is nowhere is made of what is installed`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      try FileManager.default.removeItem(atPath: stage.cache.string)
      let captured = try await scene.capture("one.swiftpip")
      #expect(captured["wheels"] as? [String: Int] == ["rebuilt": 2])
      let before = try scene.tree(scene.prefix)
      try stage.rename(scene.prefix, to: stage.folder.appending("gone"))
      let outcome = try await scene.restore("one.swiftpip", to: scene.prefix)
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let after = try scene.tree(scene.prefix)
      #expect(Set(before.keys) == Set(after.keys))
      for (name, facts) in before { #expect(after[name] == facts, "\(name)") }
      let again = try await scene.capture("two.swiftpip")
      #expect(again["identity"] as? String == captured["identity"] as? String)
    }
  }

  @Test func `a wheel that is nowhere is asked of an index where that is said`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let captured = try await scene.capture("one.swiftpip")
      try FileManager.default.removeItem(atPath: stage.cache.string)
      let server = try IndexServer(packages: scene.wheels)
      let unasked = try await scene.capture("two.swiftpip")
      #expect(unasked["wheels"] as? [String: Int] == ["rebuilt": 2])
      #expect(try server.requests(containing: "/").isEmpty)
      let asked = ["--fetch", "--index-url", server.index()]
      let fetched = try await scene.capture("three.swiftpip", asked)
      #expect(fetched["wheels"] as? [String: Int] == ["index": 2])
      #expect(fetched["identity"] as? String == captured["identity"] as? String)
      #expect(try server.requests(containing: ".whl").count == 2)
      // What is here already is not asked for.
      try FileManager.default.removeItem(atPath: stage.cache.string)
      let folder = stage.folder.appending("folder")
      try stage.makeFolder(folder)
      let wheel = try #require(Self.wheels.last)
      try stage.write(folder.appending(wheel.fileName), wheel.bytes)
      let half = try await scene.capture("four.swiftpip", asked + ["-f", folder.string])
      #expect(half["wheels"] as? [String: Int] == ["find-links": 1, "index": 1])
      #expect(try server.requests(containing: ".whl").count == 3)
    }
  }

  @Test func `what an index does not have, or has otherwise, is made of what is installed`()
    async throws
  {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      try FileManager.default.removeItem(atPath: stage.cache.string)
      let server = try IndexServer(projects: ["demo": ["1.0", "2.0"]], packages: nil)
      for (index, words) in [
        (server.index(), "nor at an index: demo, other"),
        (server.index("garbage"), "is no page of a simple repository"),
        (server.index("status=403"), "answered with status 403"),
        (server.index("truncate"), "cannot be reached"),
      ] {
        let file = stage.folder.appending("one.swiftpip").string
        let outcome = try await scene.run(
          ["env", "capture", file, "--fetch", "--index-url", index, "--retries", "0"]
        )
        #expect(outcome.ending == .exited(0), "\(index): \(outcome.errorText)")
        #expect(outcome.errorText.contains(words), "\(index): \(outcome.errorText)")
        #expect(outcome.errorText.contains("demo, other"), "\(outcome.errorText)")
      }
      // Pages that are here, and name files that come from there.
      let wheel = try #require(Self.wheels.first)
      let files = try IndexServer(packages: scene.wheels)
      let name = wheel.fileName
      for (address, words) in [
        (
          "\(files.root)/files/\(name)#sha256=\(String(repeating: "0", count: 64))",
          "another digest"
        ),
        ("\(files.root)/status=403/files/\(name)", "answered with status 403"),
        ("\(files.root)/truncate/files/\(name)", "before its answer was whole"),
        ("\(files.root)/huge=9/files/\(name)", "has more than"),
        ("\(files.root)/status=404/files/\(name)", "nor at an index"),
      ] {
        let page = try stage.write(
          stage.folder.appending("links.html"),
          "<a href=\"\(address)\">\(name)</a>"
        )
        let file = stage.folder.appending("three.swiftpip").string
        let outcome = try await scene.run(
          [
            "env", "capture", file, "--fetch", "--no-index", "--find-links", page.string,
            "--retries", "0",
          ]
        )
        #expect(outcome.ending == .exited(0), "\(address): \(outcome.errorText)")
        #expect(outcome.errorText.contains(words), "\(address): \(outcome.errorText)")
        #expect(outcome.errorText.contains("demo, other"), "\(address): \(outcome.errorText)")
      }
      for options in [["--offline"], ["--no-index"], []] {
        let file = stage.folder.appending("two.swiftpip")
        let outcome = try await scene.run(["env", "capture", file.string, "--fetch"] + options)
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorText.contains("[capture.nobody-to-ask]"), "\(outcome.errorText)")
        #expect(!FileManager.default.fileExists(atPath: file.string))
      }
    }
  }

  @Test func `what is there and no file is not replaced by a captured environment`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let (pipe, link) = (stage.folder.appending("pipe"), stage.folder.appending("link"))
      try stage.makePipe(pipe)
      try stage.link(link, to: pipe)
      for path in [pipe, link, stage.home] {
        let outcome = try await scene.run(["env", "capture", path.string])
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorText.contains("[capture.no-file]"), "\(outcome.errorText)")
      }
      let kind = try FileManager.default.attributesOfItem(atPath: pipe.string)[.type]
      #expect(kind as? FileAttributeType != .typeRegular)
    }
  }

  @Test func `a folder whose name is no UTF-8 gets an environment as well`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      _ = try await scene.capture("one.swiftpip")
      let target = Array(stage.folder.string.utf8) + [0x2F, 0x71, 0xFF, 0xFE]
      let words = ["env", "restore", stage.folder.appending("one.swiftpip").string]
      let outcome = try await BuiltProgram.runInTurn(
        words.map { Array($0.utf8) } + [target]
          + ["--python", SystemPython.current.path.string].map { Array($0.utf8) },
        environment: stage.environment
      )
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let names = try FileManager.default.contentsOfDirectory(atPath: stage.folder.string)
      #expect(!names.contains { $0.hasPrefix(".q") }, "\(names)")
    }
  }

  @Test func `what was changed goes in only where that is said`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let library = try #require(
        stage.everything(below: scene.prefix).first { $0.lastComponent?.string == "other.py" }
      )
      // A link to what others have is not to be written through.
      try FileManager.default.removeItem(atPath: library.string)
      try stage.write(library, "y = 3\n")
      let file = stage.folder.appending("one.swiftpip")
      let refused = try await scene.run(["env", "capture", file.string])
      #expect(refused.ending == .exited(1))
      #expect(refused.errorText.contains("[capture.no-wheels]"))
      #expect(refused.errorText.contains("other: other.py was changed"))
      #expect(!FileManager.default.fileExists(atPath: file.string))
      let captured = try await scene.capture("one.swiftpip", ["--include-modified"])
      #expect((captured["wheels"] as? [String: Int])?["rebuilt"] == 1)
      let target = stage.folder.appending("again")
      let outcome = try await scene.restore("one.swiftpip", to: target)
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let differs = try await stage.run(
        ["env", "diff", scene.prefix.string, target.string, "--format", "json"]
      )
      #expect(differs.ending == .exited(2))
      let result = try Scene.result(differs)
      #expect((result["changed"] as? [[String: Any]])?.map { $0["name"] as? String } == ["other"])
    }
  }

  @Test func `what is there is not replaced unless it is an environment, and that is said`()
    async throws
  {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      _ = try await scene.capture("one.swiftpip")
      let target = stage.folder.appending("target")
      try stage.write(target.appending("work.txt"), "mine")
      for options in [[], ["--replace"]] {
        let outcome = try await scene.restore("one.swiftpip", to: target, options)
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorText.contains("[capture.exists]"))
      }
      #expect(try stage.bytes(of: target.appending("work.txt")) == Array("mine".utf8))
      let empty = stage.folder.appending("empty")
      try stage.makeFolder(empty)
      #expect(try await scene.restore("one.swiftpip", to: empty).ending == .exited(0))
      try stage.write(empty.appending("mark.txt"), "old")
      #expect(try await scene.restore("one.swiftpip", to: empty).ending == .exited(1))
      let replaced = try await scene.restore("one.swiftpip", to: empty, ["--replace"])
      #expect(replaced.ending == .exited(0), "\(replaced.errorText)")
      #expect(!FileManager.default.fileExists(atPath: empty.appending("mark.txt").string))
      let names = try FileManager.default.contentsOfDirectory(atPath: stage.folder.string)
      #expect(!names.contains { $0.contains(".swiftpip-") }, "\(names)")
    }
  }

  @Test func `what is damaged or for others leaves nothing behind`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      _ = try await scene.capture("one.swiftpip")
      let good = try stage.bytes(of: stage.folder.appending("one.swiftpip"))
      let target = stage.folder.appending("target")
      var damaged = good
      let middle = try #require(damaged.lastIndex(where: { $0 != 0 })) - 200
      damaged[middle] ^= 1
      for (name, bytes, code) in [
        ("flipped", damaged, "installer."), ("cut", Array(good.dropLast(600)), "capture.archive"),
        ("empty", [], "capture."), ("text", Array("hello".utf8), "capture."),
      ] {
        try stage.write(stage.folder.appending("bad.swiftpip"), bytes)
        let outcome = try await scene.restore("bad.swiftpip", to: target, ["--no-cache-dir"])
        #expect(outcome.ending == .exited(1), "\(name)")
        #expect(outcome.errorText.contains("[\(code)"), "\(name): \(outcome.errorText)")
        #expect(!FileManager.default.fileExists(atPath: target.string))
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: stage.folder.string)
      #expect(!names.contains { $0.contains(".swiftpip-") }, "\(names)")
    }
  }

  @Test func `it comes through a pipe as well, compressed`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let program = BuiltProgram.path.string
      let python = SystemPython.current.path.string
      let script = """
        '\(program)' env capture - --compress --python '\(scene.prefix)' |
          '\(program)' env restore - piped --python '\(python)'
        """
      let outcome = try await Program("/bin/sh").run(
        ["-c", script],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let same = try await stage.run(["env", "diff", scene.prefix.string, "piped"])
      #expect(same.outputText == "no difference\n", "\(same.errorText)")
    }
  }

  @Test func `editable ones are named and stay out`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let library = try #require(
        stage.everything(below: scene.prefix).first { $0.lastComponent?.string == "site-packages" }
      )
      let source = stage.folder.appending("source")
      try stage.write(source.appending(".git/HEAD"), "ref: refs/heads/main\n")
      let commit = String(repeating: "ab", count: 20)
      try stage.write(source.appending(".git/refs/heads/main"), "\(commit)\n")
      let metadata = library.appending("edited-1.0.dist-info")
      try stage.write(
        metadata.appending("METADATA"),
        "Metadata-Version: 2.1\nName: edited\nVersion: 1.0\n"
      )
      try stage.write(metadata.appending("RECORD"), "")
      try stage.write(
        metadata.appending("direct_url.json"),
        #"{"dir_info": {"editable": true}, "url": "file://\#(source)"}"#
      )
      let captured = try await scene.capture("one.swiftpip")
      let omitted = captured["omitted"] as? [String: [String: String]]
      #expect(
        omitted == ["edited": ["commit": commit, "reason": "editable", "version": "1.0"]]
      )
      let text = String(
        decoding: try stage.bytes(of: stage.folder.appending("one.swiftpip")),
        as: UTF8.self
      )
      #expect(!text.contains(stage.folder.string))
      let outcome = try await scene.restore("one.swiftpip", to: stage.folder.appending("again"))
      #expect(outcome.errorText.contains("edited 1.0 is not there: it was editable"))
    }
  }

  @Test func `all of it is shown`() async throws {
    try await Stage.with { stage in
      let scene = try await Scene.make(in: stage)
      let outcome = try await scene.run(["env", "show", "--format", "json"])
      let result = try Scene.result(outcome)
      #expect(result["prefix"] as? String == scene.prefix.string)
      let shown = try #require(result["distributions"] as? [[String: Any]])
      #expect(shown.map { $0["name"] as? String } == ["demo", "other"])
      #expect(
        shown.map { ($0["wheel"] as? [String: String])?["source"] } == ["unpacked", "unpacked"]
      )
      let human = try await scene.run(["env", "show"])
      #expect(human.outputText.contains("demo-1.0-py3-none-any.whl"))
    }
  }
}
